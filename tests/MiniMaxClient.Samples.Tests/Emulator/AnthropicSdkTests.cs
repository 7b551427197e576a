using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Sdk = Anthropic.Models.Messages;

namespace MiniMaxClient.Samples.Tests.Emulator;

/// <summary>Anthropic's own client talks to the emulator sample.</summary>
public sealed class AnthropicSdkTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    private static readonly Sdk.Tool Weather = new()
    {
        Name = "get_weather",
        Description = "Tells the weather",
        InputSchema = new()
        {
            Properties = new Dictionary<string, JsonElement>
            {
                ["city"] = JsonElement.Parse("""{"enum":["Oslo","Rome"]}"""),
                ["days"] = JsonElement.Parse("""{"type":"integer"}"""),
            },
            Required = ["city", "days"],
        },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("anthropic", "MiniMax-M2.7")]
    [InlineData("runapi", "MiniMax-M2.1")]
    [InlineData("modelslab/api/v7/llm", "minimax-minimax-m2")]
    public async Task Create_OnEachProvider_GivesThinkingTextAndUsage(string path, string model)
    {
        Sdk.Message answer = await Client(path).Messages.Create(Ask("Hello", model), Token);

        Assert.True(answer.Content[0].TryPickThinking(out Sdk.ThinkingBlock? thinking));
        Assert.StartsWith("The user says: \"Hello\".", thinking.Thinking, StringComparison.Ordinal);
        Assert.True(answer.Content[1].TryPickText(out Sdk.TextBlock? text));
        Assert.Equal($"{model} heard you say: \"Hello\".", text.Text);
        Assert.Equal(Sdk.StopReason.EndTurn, answer.StopReason!.Value());
        Assert.Equal(2, answer.Usage.InputTokens);
        Assert.True(answer.Usage.OutputTokens > 10);
    }

    [Fact]
    public async Task Stream_GivesThinkingAndTextInPieces_AndUsageInTheEnd()
    {
        List<string> thinking = [];
        List<string> texts = [];
        long? tokens = null;
        await foreach (Sdk.RawMessageStreamEvent happened in Client().Messages.CreateStreaming(Ask("Hello"), Token))
        {
            if (happened.TryPickContentBlockDelta(out Sdk.RawContentBlockDeltaEvent? block))
            {
                if (block.Delta.TryPickThinking(out Sdk.ThinkingDelta? thought))
                    thinking.Add(thought.Thinking);
                if (block.Delta.TryPickText(out Sdk.TextDelta? text))
                    texts.Add(text.Text);
            }

            if (happened.TryPickDelta(out Sdk.RawMessageDeltaEvent? end))
                tokens = end.Usage.OutputTokens;
        }

        Assert.Equal("The user says: \"Hello\". A short answer will do.", string.Concat(thinking));
        Assert.Equal("MiniMax-M2.7 heard you say: \"Hello\".", string.Concat(texts));
        Assert.True(texts.Count > 2, "It did not stream.");
        Assert.Equal(21, tokens);
    }

    [Fact]
    public async Task Tool_Offered_IsCalledWithArgumentsThatFit()
    {
        Sdk.Message asked = await Client().Messages.Create(Ask("How is the weather?") with { Tools = [Weather] }, Token);

        Assert.Equal(Sdk.StopReason.ToolUse, asked.StopReason!.Value());
        Assert.True(asked.Content[^1].TryPickToolUse(out Sdk.ToolUseBlock? call));
        Assert.Equal("get_weather", call.Name);
        Assert.Equal("Oslo", call.Input["city"].GetString());
        Assert.Equal(1, call.Input["days"].GetInt32());
    }

    [Fact]
    public async Task Tool_Streamed_HasItsArgumentsInPieces()
    {
        List<string> arguments = [];
        await foreach (Sdk.RawMessageStreamEvent happened in Client().Messages.CreateStreaming(
            Ask("How is the weather?") with { Tools = [Weather] }, Token))
        {
            if (happened.TryPickContentBlockDelta(out Sdk.RawContentBlockDeltaEvent? block)
                && block.Delta.TryPickInputJson(out Sdk.InputJsonDelta? piece))
            {
                arguments.Add(piece.PartialJson);
            }
        }

        Assert.True(arguments.Count > 1, "It did not stream.");
        Assert.Equal("Oslo", JsonElement.Parse(string.Concat(arguments)).GetProperty("city").GetString());
    }

    [Fact]
    public async Task Fault_OfTheHeader_IsTheirException()
    {
        var limited = await Assert.ThrowsAsync<AnthropicRateLimitException>(() =>
            Client(fault: "429; retry-after=1").Messages.Create(Ask("Hello"), Token));
        await Assert.ThrowsAsync<AnthropicOverloadedException>(() => Client(fault: "529").Messages.Create(Ask("Hello"), Token));

        Assert.Contains("The request asked for 429", limited.Message, StringComparison.Ordinal);
    }

    private static Sdk.MessageCreateParams Ask(string text, string model = "MiniMax-M2.7") => new()
    {
        Model = model,
        MaxTokens = 1024,
        Messages = [new Sdk.UserMessageParam { Content = text }],
    };

    private AnthropicClient Client(string path = "anthropic", string? fault = null)
    {
        var http = new HttpClient();
        if (fault is not null)
            http.DefaultRequestHeaders.Add("X-Emulate-Fault", fault);
        return new AnthropicClient
        {
            BaseUrl = new Uri(emulator.Address, path).AbsoluteUri,
            ApiKey = EmulatorProcess.Key,
            HttpClient = http,
            MaxRetries = 0,
        };
    }
}
