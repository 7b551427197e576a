using System.Text.Json;
using MiniMaxClient.Protocols.Anthropic;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

public sealed class AnthropicUsageTests
{
    [Fact]
    public void MergeWith_Null_ReturnsTheSameInstance()
    {
        var usage = new AnthropicUsage { InputTokens = 1 };

        Assert.Same(usage, usage.MergeWith(null));
    }

    [Fact]
    public void MergeWith_LaterCounts_ReplaceEarlierOnes()
    {
        AnthropicUsage merged = new AnthropicUsage { InputTokens = 1, OutputTokens = 2, CacheReadInputTokens = 3 }
            .MergeWith(new() { OutputTokens = 5, CacheCreationInputTokens = 4 });

        Assert.Equal(
            (1L, 5L, 3L, 4L),
            (merged.InputTokens, merged.OutputTokens, merged.CacheReadInputTokens, merged.CacheCreationInputTokens));
    }

    [Fact]
    public void MergeWith_NumberAfterUnparsableCount_RemovesTheAdditionalProperty()
    {
        var unparsable = new AnthropicUsage
        {
            AdditionalProperties = new Dictionary<string, JsonElement>
            {
                ["output_tokens"] = Json.Element("\"many\""), ["service_tier"] = Json.Element("\"standard\""),
            },
        };

        AnthropicUsage merged = unparsable.MergeWith(new() { OutputTokens = 5 });

        Assert.Equal(5, merged.OutputTokens);
        Assert.Equal(["service_tier"], merged.AdditionalProperties.Keys);
    }

    [Fact]
    public void ToUsage_WithoutCounts_ReturnsNull() => Assert.Null(new AnthropicUsage { CacheReadInputTokens = 1 }.ToUsage());

    [Fact]
    public void ToUsage_AbsurdCounts_DoNotOverflow()
    {
        Usage? usage = new AnthropicUsage
        {
            InputTokens = 5, OutputTokens = 7, CacheReadInputTokens = long.MaxValue, CacheCreationInputTokens = long.MaxValue,
        }.ToUsage();

        Assert.Equal((long.MaxValue, long.MaxValue), (usage?.PromptTokens, usage?.TotalTokens));
    }

    [Fact]
    public void ToUsage_CachedTokens_AreAddedToThePrompt()
    {
        Usage? usage = new AnthropicUsage
        {
            InputTokens = 10, OutputTokens = 5, CacheReadInputTokens = 3, CacheCreationInputTokens = 2,
        }.ToUsage();

        Assert.Equal((15L, 5L, 20L), (usage?.PromptTokens, usage?.CompletionTokens, usage?.TotalTokens));
        Assert.Equal(3, usage?.PromptTokensDetails?.CachedTokens);
        Assert.Equal((3L, 2L), (usage?.CacheReadTokens, usage?.CacheWriteTokens));
    }
}
