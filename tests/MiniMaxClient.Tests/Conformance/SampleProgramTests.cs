using System.Text;
using MiniMaxClient.Protocols.OpenAI;
using MiniMaxClient.Tests.Chat;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests the sample responses in AIML API's documentation; see <c>Fixtures/aimlapi/README.md</c>.</summary>
public sealed class SampleProgramTests
{
    [Theory]
    [InlineData("aimlapi-m2-1-1", "MiniMax-M2.1", 206, 447, null, 39)]
    [InlineData("aimlapi-m2-1-highspeed-1", "minimax/m2-1-highspeed", 1051, 120000, 0.06, null)]
    [InlineData("aimlapi-m2-1-highspeed-2", "MiniMax-M2.1-highspeed", 1005, 6062, 0.003031, null)]
    [InlineData("aimlapi-m2-7-1", "MiniMax-M2.7", 667, 1965, null, 0)]
    public async Task Response_OfTheDocumentation_RoundTrips(
        string name, string model, int totalTokens, int credits, double? dollars, int? cachedTokens)
    {
        string body = await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "Fixtures", "aimlapi", name + ".json"), TestContext.Current.CancellationToken);

        ChatCompletion completion = OpenAICompletionReader.Read(Encoding.UTF8.GetBytes(body), new("aimlapi", null, 200));

        Assert.Empty(JsonDifference.Between(body, completion.ToJson()));
        Assert.Empty(AdditionalPropertyPaths.GetPaths(completion));
        Assert.Equal(model, completion.Model);
        Assert.Equal("chat.completion", completion.Object);
        Assert.Equal(FinishReason.Stop, completion.FinishReason);
        Assert.Equal(totalTokens, completion.Usage!.TotalTokens);
        Assert.Equal(cachedTokens, completion.Usage.PromptTokensDetails?.CachedTokens);
        Assert.Equal(credits, completion.Meta!.Usage!.CreditsUsed);
        Assert.Equal((decimal?)dollars, completion.Meta.Usage.UsdSpent);
        string content = completion.Message.Content!.Text;
        Assert.Equal(content.StartsWith("<think>", StringComparison.Ordinal), completion.Reasoning.Length > 0);
        Assert.DoesNotContain("think>", completion.Text + completion.Reasoning, StringComparison.Ordinal);
        Assert.EndsWith(completion.Text, content, StringComparison.Ordinal);
        Assert.NotEqual("", completion.Text);
    }
}
