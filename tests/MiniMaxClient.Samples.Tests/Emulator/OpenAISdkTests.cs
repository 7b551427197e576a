using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI;
using Sdk = OpenAI.Chat;

namespace MiniMaxClient.Samples.Tests.Emulator;

/// <summary>Tests the emulator sample with OpenAI's SDK.</summary>
public sealed class OpenAISdkTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    private static readonly Sdk.ChatCompletionOptions WithTool = new()
    {
        Tools =
        {
            Sdk.ChatTool.CreateFunctionTool("get_weather", "Returns the weather", BinaryData.FromString(
                """{"type":"object","properties":{"city":{"enum":["Oslo","Rome"]},"days":{"type":"integer"}},"required":["city","days"]}""")),
        },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai/v1", "MiniMax-M2.7", "MiniMax-M2.7")]
    [InlineData("runapi/v1", "MiniMax-M2.1", "MiniMax-M2.1")]
    [InlineData("aimlapi/v1", "minimax/m2-7-20260402", "MiniMax-M2.7")]
    [InlineData("modelslab/api/v7/llm", "minimax-minimax-m2", "minimax-minimax-m2")]
    public async Task CompleteChatAsync_OnEachProvider_ReturnsTextAndUsage(string path, string model, string name)
    {
        Sdk.ChatCompletion completion = await Client(path, model).CompleteChatAsync(
            [new Sdk.UserChatMessage("Hello")], cancellationToken: Token);

        Assert.EndsWith($"{name} heard you say: \"Hello\".", completion.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(Sdk.ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal(2, completion.Usage.InputTokenCount);
        Assert.Equal(
            completion.Usage.TotalTokenCount, completion.Usage.InputTokenCount + completion.Usage.OutputTokenCount);
        // ModelsLab does not report reasoning tokens.
        Assert.True(completion.Usage.OutputTokenDetails is not { ReasoningTokenCount: <= 0 });
    }

    [Fact]
    public async Task CompleteChatStreamingAsync_Default_ReturnsDeltasAndUsage()
    {
        List<string> deltas = [];
        Sdk.ChatTokenUsage? usage = null;
        await foreach (Sdk.StreamingChatCompletionUpdate update in Client().CompleteChatStreamingAsync(
            [new Sdk.UserChatMessage("Hello")], cancellationToken: Token))
        {
            deltas.AddRange(update.ContentUpdate.Select(static part => part.Text));
            usage = update.Usage ?? usage;
        }

        Assert.EndsWith("</think>\n\nMiniMax-M2.7 heard you say: \"Hello\".", string.Concat(deltas), StringComparison.Ordinal);
        Assert.True(deltas.Count > 5, "The response was not streamed.");
        Assert.Equal((2, 21), (usage!.InputTokenCount, usage.OutputTokenCount));
    }

    [Fact]
    public async Task CompleteChatAsync_WithToolResult_ReturnsText()
    {
        List<Sdk.ChatMessage> messages = [new Sdk.UserChatMessage("How is the weather?")];

        Sdk.ChatCompletion toolCompletion = await Client().CompleteChatAsync(messages, WithTool, Token);
        Sdk.ChatToolCall call = Assert.Single(toolCompletion.ToolCalls);
        messages.Add(new Sdk.AssistantChatMessage(toolCompletion));
        messages.Add(new Sdk.ToolChatMessage(call.Id, "snow"));
        Sdk.ChatCompletion completion = await Client().CompleteChatAsync(messages, WithTool, Token);

        Assert.Equal("get_weather", call.FunctionName);
        Assert.Equal("""{"city":"Oslo","days":1}""", call.FunctionArguments.ToString());
        Assert.Equal(Sdk.ChatFinishReason.ToolCalls, toolCompletion.FinishReason);
        Assert.Empty(completion.ToolCalls);
        Assert.Contains("heard you say", completion.Content[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteChatStreamingAsync_WithTool_ReturnsArgumentDeltas()
    {
        List<string> arguments = [];
        string name = "";
        await foreach (Sdk.StreamingChatCompletionUpdate update in Client().CompleteChatStreamingAsync(
            [new Sdk.UserChatMessage("How is the weather?")], WithTool, Token))
        {
            foreach (Sdk.StreamingChatToolCallUpdate call in update.ToolCallUpdates)
            {
                name += call.FunctionName;
                arguments.Add(call.FunctionArgumentsUpdate.ToString());
            }
        }

        Assert.Equal("get_weather", name);
        Assert.True(arguments.Count > 1, "The response was not streamed.");
        Assert.Equal("Oslo", JsonDocument.Parse(string.Concat(arguments)).RootElement.GetProperty("city").GetString());
    }

    [Theory]
    [InlineData("429; retry-after=1", 429)]
    [InlineData("402", 402)]
    [InlineData("500", 500)]
    public async Task CompleteChatAsync_WithFaultHeader_ThrowsSdkException(string fault, int status)
    {
        ClientResultException thrown = await Assert.ThrowsAsync<ClientResultException>(() =>
            Client(fault: fault).CompleteChatAsync([new Sdk.UserChatMessage("Hello")], cancellationToken: Token));

        Assert.Equal(status, thrown.Status);
        Assert.Contains($"Simulated error {status}", thrown.Message, StringComparison.Ordinal);
    }

    private Sdk.ChatClient Client(string path = "openai/v1", string model = "MiniMax-M2.7", string? fault = null)
    {
        var http = new HttpClient();
        if (fault is not null)
            http.DefaultRequestHeaders.Add("X-Emulate-Fault", fault);
        return new(model, new ApiKeyCredential(EmulatorProcess.Key), new OpenAIClientOptions
        {
            Endpoint = new Uri(emulator.Address, path),
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        });
    }
}
