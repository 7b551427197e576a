using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI;
using Sdk = OpenAI.Chat;

namespace MiniMaxClient.Samples.Tests.Emulator;

/// <summary>OpenAI's own client talks to the emulator sample.</summary>
public sealed class OpenAISdkTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    private static readonly Sdk.ChatCompletionOptions WithTool = new()
    {
        Tools =
        {
            Sdk.ChatTool.CreateFunctionTool("get_weather", "Tells the weather", BinaryData.FromString(
                """{"type":"object","properties":{"city":{"enum":["Oslo","Rome"]},"days":{"type":"integer"}},"required":["city","days"]}""")),
        },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("openai/v1", "MiniMax-M2.7", "MiniMax-M2.7")]
    [InlineData("runapi/v1", "MiniMax-M2.1", "MiniMax-M2.1")]
    [InlineData("aimlapi/v1", "minimax/m2-7-20260402", "MiniMax-M2.7")]
    [InlineData("modelslab/api/v7/llm", "minimax-minimax-m2", "minimax-minimax-m2")]
    public async Task Complete_OnEachProvider_GivesTextAndUsage(string path, string model, string name)
    {
        Sdk.ChatCompletion answer = await Client(path, model).CompleteChatAsync(
            [new Sdk.UserChatMessage("Hello")], cancellationToken: Token);

        Assert.EndsWith($"{name} heard you say: \"Hello\".", answer.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(Sdk.ChatFinishReason.Stop, answer.FinishReason);
        Assert.Equal(2, answer.Usage.InputTokenCount);
        Assert.Equal(answer.Usage.TotalTokenCount, answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount);
        // ModelsLab does not tell them apart.
        Assert.True(answer.Usage.OutputTokenDetails is not { ReasoningTokenCount: <= 0 });
    }

    [Fact]
    public async Task Stream_GivesTextInPieces_AndUsageInTheEnd()
    {
        List<string> pieces = [];
        Sdk.ChatTokenUsage? usage = null;
        await foreach (Sdk.StreamingChatCompletionUpdate update in Client().CompleteChatStreamingAsync(
            [new Sdk.UserChatMessage("Hello")], cancellationToken: Token))
        {
            pieces.AddRange(update.ContentUpdate.Select(static part => part.Text));
            usage = update.Usage ?? usage;
        }

        Assert.EndsWith("</think>\n\nMiniMax-M2.7 heard you say: \"Hello\".", string.Concat(pieces), StringComparison.Ordinal);
        Assert.True(pieces.Count > 5, "It did not stream.");
        Assert.Equal((2, 21), (usage!.InputTokenCount, usage.OutputTokenCount));
    }

    [Fact]
    public async Task Tool_Offered_IsCalledAndItsResultAnswered()
    {
        List<Sdk.ChatMessage> messages = [new Sdk.UserChatMessage("How is the weather?")];

        Sdk.ChatCompletion asked = await Client().CompleteChatAsync(messages, WithTool, Token);
        Sdk.ChatToolCall call = Assert.Single(asked.ToolCalls);
        messages.Add(new Sdk.AssistantChatMessage(asked));
        messages.Add(new Sdk.ToolChatMessage(call.Id, "snow"));
        Sdk.ChatCompletion answer = await Client().CompleteChatAsync(messages, WithTool, Token);

        Assert.Equal("get_weather", call.FunctionName);
        Assert.Equal("""{"city":"Oslo","days":1}""", call.FunctionArguments.ToString());
        Assert.Equal(Sdk.ChatFinishReason.ToolCalls, asked.FinishReason);
        Assert.Empty(answer.ToolCalls);
        Assert.Contains("heard you say", answer.Content[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tool_Streamed_HasItsArgumentsInPieces()
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
        Assert.True(arguments.Count > 1, "It did not stream.");
        Assert.Equal("Oslo", JsonDocument.Parse(string.Concat(arguments)).RootElement.GetProperty("city").GetString());
    }

    [Theory]
    [InlineData("429; retry-after=1", 429)]
    [InlineData("402", 402)]
    [InlineData("500", 500)]
    public async Task Fault_OfTheHeader_IsTheirException(string fault, int status)
    {
        ClientResultException thrown = await Assert.ThrowsAsync<ClientResultException>(() =>
            Client(fault: fault).CompleteChatAsync([new Sdk.UserChatMessage("Hello")], cancellationToken: Token));

        Assert.Equal(status, thrown.Status);
        Assert.Contains($"The request asked for {status}", thrown.Message, StringComparison.Ordinal);
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
