using System.Text.Json;
using System.Text.RegularExpressions;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>
/// The same conversation with each provider: the caller receives the same responses; the requests have the format of the host.
/// </summary>
public sealed class ConversationTests
{
    private const string FirstReasoning = "Two cities: two calls.";
    private const string SecondReasoning = "Both are known now.";
    private const string FinalText = "Paris has 21 °C, Oslo 5 °C.";

    private static readonly FunctionTool Weather = new()
    {
        Function = new()
        {
            Name = "get_weather",
            Description = "The weather of a city.",
            Parameters = Json.Element("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""),
        },
    };

    public static MatrixTheoryData<string, bool> Cases { get; } =
        new(["aimlapi", "runapi", "modelslab", "openai", "modelslab, messages", "anthropic"], [false, true]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Conversation_ReasoningAndTools_IsTheSameAtEveryProvider(string provider, bool isStreamed)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        emulator.Enqueue(
            Reply.Text("", FirstReasoning)
                .WithToolCall("get_weather", """{"city":"Paris"}""")
                .WithToolCall("get_weather", """{"city":"Oslo"}""")
                .WithUsage(120, 45, 20),
            Reply.Text(FinalText, SecondReasoning).WithUsage(190, 30, 10),
            Reply.Text("You are welcome.").WithUsage(230, 8));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, provider));
        bool countsTokens = !(isStreamed && provider == "modelslab");
        var request = new ChatCompletionRequest
        {
            // The only model whose id ModelsLab documents.
            Model = provider.StartsWith("modelslab", StringComparison.Ordinal) ? MiniMaxModels.M2 : MiniMaxModels.M2_1,
            Messages = [ChatMessage.System("Be terse."), ChatMessage.User("Weather in Paris and Oslo?")],
            Tools = [Weather],
            MaxTokens = 4096,
        };

        ChatCompletion first = await CompleteAsync(client, request, isStreamed);

        Assert.Equal("", first.Text);
        Assert.Equal(FirstReasoning, first.Reasoning);
        Assert.Equal(FinishReason.ToolCalls, first.FinishReason);
        AssertUsage(countsTokens, (120, 45), first);
        FunctionToolCall[] calls = [.. first.Message.ToolCalls!.Cast<FunctionToolCall>()];
        Assert.Equal(["get_weather", "get_weather"], calls.Select(static call => call.Function.Name));
        Assert.Equal(
            ["""{"city":"Paris"}""", """{"city":"Oslo"}"""], calls.Select(static call => call.Function.Arguments));
        Assert.Equal(2, calls.Select(static call => call.Id).Distinct().Count());

        request = request with
        {
            Messages =
            [
                .. request.Messages, first.Message,
                ChatMessage.Tool(calls[0].Id, "21 °C"), ChatMessage.Tool(calls[1].Id, "5 °C"),
            ],
        };
        ChatCompletion second = await CompleteAsync(client, request, isStreamed);

        Assert.Equal(FinalText, second.Text);
        Assert.Equal(SecondReasoning, second.Reasoning);
        Assert.Equal(FinishReason.Stop, second.FinishReason);
        Assert.Null(second.Message.ToolCalls);
        AssertUsage(countsTokens, (190, 30), second);

        request = request with { Messages = [.. request.Messages, second.Message, ChatMessage.User("Thanks!")] };
        ChatCompletion third = await CompleteAsync(client, request, isStreamed);

        Assert.Equal("You are welcome.", third.Text);
        Assert.Equal("", third.Reasoning);
        AssertUsage(countsTokens, (230, 8), third);
        AssertHistory(emulator.Requests[^1].Json.GetProperty("messages"), calls, provider, isStreamed);
    }

    private static void AssertHistory(JsonElement messages, FunctionToolCall[] calls, string provider, bool isStreamed)
    {
        string sent = Adapters.UsesMessages(provider)
            ? AsBlocks(calls, textAsString: provider == "modelslab, messages")
            : AsContent(calls, fromMiniMax: provider != "modelslab", isStreamed);
        // The emulator generates the signature; only its presence and its length are checked.
        string actual = Regex.Replace(messages.GetRawText(), "\"[0-9a-f]{64}\"", "\"signature-of-64\"");
        Json.AssertEqual(sent, actual);
    }

    private static string AsBlocks(FunctionToolCall[] calls, bool textAsString) => $$$"""
        [{"role":"user","content":{{{Text("Weather in Paris and Oslo?", textAsString)}}}},
         {"role":"assistant","content":[
          {"type":"thinking","thinking":"{{{FirstReasoning}}}","signature":"signature-of-64"},
          {"type":"tool_use","id":"{{{calls[0].Id}}}","name":"get_weather","input":{"city":"Paris"}},
          {"type":"tool_use","id":"{{{calls[1].Id}}}","name":"get_weather","input":{"city":"Oslo"}}]},
         {"role":"user","content":[
          {"type":"tool_result","tool_use_id":"{{{calls[0].Id}}}","content":"21 °C"},
          {"type":"tool_result","tool_use_id":"{{{calls[1].Id}}}","content":"5 °C"}]},
         {"role":"assistant","content":[
          {"type":"thinking","thinking":"{{{SecondReasoning}}}","signature":"signature-of-64"},
          {"type":"text","text":"{{{FinalText}}}"}]},
         {"role":"user","content":{{{Text("Thanks!", textAsString)}}}}]
        """;

    private static string Text(string text, bool asString) =>
        asString ? $"\"{text}\"" : $$"""[{"type":"text","text":"{{text}}"}]""";

    private static string AsContent(FunctionToolCall[] calls, bool fromMiniMax, bool isStreamed)
    {
        // The additional properties of MiniMax are sent back as well: the message is replayed unchanged.
        string extra = fromMiniMax ? ",\"name\":\"MiniMax AI\",\"audio_content\":\"\"" : "";
        // In a stream the index belongs to the delta; in a non-streaming response it is an additional property of the tool call.
        bool hasIndex = fromMiniMax && !isStreamed;
        string first = hasIndex ? "\"index\":0," : "";
        string second = hasIndex ? "\"index\":1," : "";
        return $$$"""
            [{"role":"system","content":"Be terse."},
             {"role":"user","content":"Weather in Paris and Oslo?"},
             {"role":"assistant","content":"<think>\n{{{FirstReasoning}}}\n</think>\n\n\n","tool_calls":[
              {{{{first}}}"id":"{{{calls[0].Id}}}","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}},
              {{{{second}}}"id":"{{{calls[1].Id}}}","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Oslo\"}"}}]{{{extra}}}},
             {"role":"tool","tool_call_id":"{{{calls[0].Id}}}","content":"21 °C"},
             {"role":"tool","tool_call_id":"{{{calls[1].Id}}}","content":"5 °C"},
             {"role":"assistant","content":"<think>\n{{{SecondReasoning}}}\n</think>\n\n{{{FinalText}}}"{{{extra}}}},
             {"role":"user","content":"Thanks!"}]
            """;
    }

    /// <summary>The chat API of ModelsLab cannot include the usage in a stream; its Messages API always does.</summary>
    private static void AssertUsage(bool countsTokens, (long Prompt, long Completion) expected, ChatCompletion completion)
    {
        if (!countsTokens)
        {
            Assert.Null(completion.Usage);
            return;
        }

        Usage usage = completion.Usage!;
        Assert.Equal(
            (expected.Prompt, expected.Completion, expected.Prompt + expected.Completion),
            (usage.PromptTokens, usage.CompletionTokens, usage.TotalTokens));
    }

    private static Task<ChatCompletion> CompleteAsync(
        ChatCompletionsClient client, ChatCompletionRequest request, bool isStreamed) =>
        isStreamed
            ? client.StreamAsync(request, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token)
            : client.CompleteAsync(request, TestTimeouts.Token);
}
