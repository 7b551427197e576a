using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Sdk = Anthropic.Models.Messages;

namespace MiniMaxClient.Samples.Tests.Emulator;

/// <summary>Tests the emulator sample with Anthropic's SDK.</summary>
public sealed class AnthropicSdkTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    private static readonly Sdk.Tool Weather = new()
    {
        Name = "get_weather",
        Description = "Returns the weather",
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
    public async Task Create_OnEachProvider_ReturnsThinkingTextAndUsage(string path, string model)
    {
        Sdk.Message message = await Client(path).Messages.Create(CreateRequest("Hello", model), Token);

        Assert.True(message.Content[0].TryPickThinking(out Sdk.ThinkingBlock? thinking));
        Assert.StartsWith("The user says: \"Hello\".", thinking.Thinking, StringComparison.Ordinal);
        Assert.True(message.Content[1].TryPickText(out Sdk.TextBlock? text));
        Assert.Equal($"{model} heard you say: \"Hello\".", text.Text);
        Assert.Equal(Sdk.StopReason.EndTurn, message.StopReason!.Value());
        Assert.Equal(2, message.Usage.InputTokens);
        Assert.True(message.Usage.OutputTokens > 10);
    }

    [Fact]
    public async Task CreateStreaming_Default_ReturnsDeltasAndUsage()
    {
        List<string> thinking = [];
        List<string> texts = [];
        long? tokens = null;
        await foreach (Sdk.RawMessageStreamEvent streamEvent in Client().Messages.CreateStreaming(CreateRequest("Hello"), Token))
        {
            if (streamEvent.TryPickContentBlockDelta(out Sdk.RawContentBlockDeltaEvent? block))
            {
                if (block.Delta.TryPickThinking(out Sdk.ThinkingDelta? thought))
                    thinking.Add(thought.Thinking);
                if (block.Delta.TryPickText(out Sdk.TextDelta? text))
                    texts.Add(text.Text);
            }

            if (streamEvent.TryPickDelta(out Sdk.RawMessageDeltaEvent? end))
                tokens = end.Usage.OutputTokens;
        }

        Assert.Equal("The user says: \"Hello\". A short answer will do.", string.Concat(thinking));
        Assert.Equal("MiniMax-M2.7 heard you say: \"Hello\".", string.Concat(texts));
        Assert.True(texts.Count > 2, "The response was not streamed.");
        Assert.Equal(21, tokens);
    }

    [Fact]
    public async Task Create_WithTool_ReturnsCallWithValidArguments()
    {
        Sdk.Message message = await Client().Messages.Create(
            CreateRequest("How is the weather?") with { Tools = [Weather] }, Token);

        Assert.Equal(Sdk.StopReason.ToolUse, message.StopReason!.Value());
        Assert.True(message.Content[^1].TryPickToolUse(out Sdk.ToolUseBlock? call));
        Assert.Equal("get_weather", call.Name);
        Assert.Equal("Oslo", call.Input["city"].GetString());
        Assert.Equal(1, call.Input["days"].GetInt32());
    }

    [Fact]
    public async Task CreateStreaming_WithTool_ReturnsArgumentDeltas()
    {
        List<string> arguments = [];
        await foreach (Sdk.RawMessageStreamEvent streamEvent in Client().Messages.CreateStreaming(
            CreateRequest("How is the weather?") with { Tools = [Weather] }, Token))
        {
            if (streamEvent.TryPickContentBlockDelta(out Sdk.RawContentBlockDeltaEvent? block)
                && block.Delta.TryPickInputJson(out Sdk.InputJsonDelta? delta))
            {
                arguments.Add(delta.PartialJson);
            }
        }

        Assert.True(arguments.Count > 1, "The response was not streamed.");
        Assert.Equal("Oslo", JsonElement.Parse(string.Concat(arguments)).GetProperty("city").GetString());
    }

    [Fact]
    public async Task Create_WithFaultHeader_ThrowsSdkException()
    {
        var limited = await Assert.ThrowsAsync<AnthropicRateLimitException>(() =>
            Client(fault: "429; retry-after=1").Messages.Create(CreateRequest("Hello"), Token));
        await Assert.ThrowsAsync<AnthropicOverloadedException>(() => Client(fault: "529").Messages.Create(CreateRequest("Hello"), Token));

        Assert.Contains("Simulated error 429", limited.Message, StringComparison.Ordinal);
    }

    private static Sdk.MessageCreateParams CreateRequest(string text, string model = "MiniMax-M2.7") => new()
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
