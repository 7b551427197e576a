using System.Text.Json;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

public sealed class ToolCallNormalizerTests
{
    private static readonly ChatMessage Question = ChatMessage.User("x");

    /// <summary>Arguments of a model that are not a JSON object, as they are in the response.</summary>
    public static readonly string[] Unusable =
        ["\"{\\\"a\\\":\"", "\"[1]\"", "\"5\"", "\"\\\"text\\\"\"", "\"city=Oslo\"", "[1]", "5", "true", "\"{} {}\""];

    public static MatrixTheoryData<string, string, bool> UnusableEverywhere { get; } =
        new(Unusable, ["openai", "runapi", "anthropic", "modelslab, messages"], [false, true]);

    [Theory]
    [MemberData(nameof(UnusableEverywhere))]
    public async Task Arguments_OfModelNotAnObject_AreSentAsEmptyObject(string arguments, string provider, bool stored)
    {
        IReadOnlyList<ChatMessage> history =
            [Question, await ReadMessageAsync("openai", arguments), ChatMessage.Tool("t1", "Error: the arguments are invalid.")];
        if (stored)
            history = JsonSerializer.Deserialize<ChatMessage[]>(JsonSerializer.Serialize(history))!;

        FaultRequest sent = await SentRequest.SendAsync(provider, Request(history));

        Assert.Contains(
            Adapters.UsesMessages(provider)
                ? """{"type":"tool_use","id":"t1","name":"f","input":{}}"""
                : """{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}""",
            sent.Text,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("[1]")]
    public async Task Arguments_OfStreamNotAnObject_AreSentAsEmptyObject(string arguments)
    {
        string text = JsonSerializer.Serialize(arguments);
        await using FaultServer server = FaultServer.Start(ServerScript.Stream(
            $$$"""data: {"id":"1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","function":{"name":"f","arguments":{{{text}}}}}]},"finish_reason":"length"}]}""" + "\n\n",
            "data: [DONE]\n\n"));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));
        ChatCompletion completion = await client.CompletePromptAsync(true, Request([Question]), TestTimeouts.Token);

        FaultRequest sent = await SentRequest.SendAsync(
            "openai", Request([Question, completion.Message, ChatMessage.Tool("t1", "Error: the arguments are cut off.")]));

        Assert.Contains("\"arguments\":\"{}\"", sent.Text, StringComparison.Ordinal);
        Assert.Equal(arguments, ((FunctionToolCall)completion.Message.ToolCalls![0]).Function.Arguments);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    public async Task Input_OfAnthropicResponseNotAnObject_IsSentAsEmptyObject(string input)
    {
        AssistantMessage assistant = await ReadMessageAsync("anthropic", input);
        foreach (string provider in (string[])["anthropic", "openai"])
        {
            FaultRequest sent = await SentRequest.SendAsync(provider, Request([Question, assistant, ChatMessage.Tool("t1", "r")]));
            Assert.Contains(provider == "openai" ? "\"arguments\":\"{}\"" : "\"input\":{}", sent.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("null", "{}")]
    [InlineData("", "{}")]
    [InlineData(" ", "{}")]
    [InlineData("\"{\\\"a\\\":1}\"", "{\"a\":1}")]
    [InlineData(" {\"a\": 1.50} ", " {\"a\": 1.50} ")]
    public async Task Arguments_ConvertibleToObject_AreSentAsObject(string arguments, string sent)
    {
        foreach (string provider in (string[])["openai", "aimlapi", "runapi", "modelslab", "anthropic"])
        {
            FaultRequest request = await SentRequest.SendAsync(
                provider, Request([Question, SentRequest.Call(arguments), ChatMessage.Tool("t1", "r")]));

            JsonElement message = request.Json.GetProperty("messages")[1];
            Assert.Equal(
                sent.Trim(),
                (provider == "anthropic"
                    ? message.GetProperty("content")[0].GetProperty("input").GetRawText()
                    : message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString()!).Trim());
        }
    }

    [Theory]
    [InlineData("[1]", "is not the text of a JSON object")]
    [InlineData("5", "is not the text of a JSON object")]
    [InlineData("\"text\"", "is not the text of a JSON object")]
    [InlineData("{\"a\":", "is not valid JSON")]
    public async Task Arguments_OfApplicationNotAnObject_AreRejected(string arguments, string message)
    {
        foreach (string provider in (string[])["openai", "anthropic", "modelslab, messages"])
        {
            IReadOnlyList<RequestProblem> problems = await SentRequest.RejectAsync(
                provider, MiniMaxModels.M2, Question, SentRequest.Call(arguments), ChatMessage.Tool("t1", "r"));
            Assert.Equal([new() { Path = "$.messages[1].tool_calls[0].function.arguments", Message = message }], problems);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task EmptyName_FunctionCall_IsReplaced(string name)
    {
        foreach (string provider in (string[])["openai", "aimlapi", "runapi", "modelslab", "anthropic", "modelslab, messages"])
        {
            FaultRequest sent = await SentRequest.SendAsync(
                provider, Request([Question, SentRequest.Call("{}", name), ChatMessage.Tool("t1", "Error: there is no tool ''.")]));

            Assert.Contains($"\"name\":\"{FunctionCall.UnnamedFunction}\"", sent.Text, StringComparison.Ordinal);
            Assert.Contains(
                Adapters.UsesMessages(provider) ? "\"tool_use_id\":\"t1\"" : "\"tool_call_id\":\"t1\"",
                sent.Text,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task EmptyName_CustomToolCall_IsReplaced() => Assert.Contains(
        """{"id":"t1","type":"custom","custom":{"name":"unnamed_function","input":"x"}}""",
        await SentRequest.MessagesAsync(
            "openai",
            "a-model",
            [
                Question,
                new AssistantMessage { ToolCalls = [new CustomToolCall { Id = "t1", Custom = new() { Name = "", Input = "x" } }] },
                ChatMessage.Tool("t1", "r"),
            ]),
        StringComparison.Ordinal);

    [Fact]
    public async Task Fields_EmptyOrMalformed_AreOmitted()
    {
        var message = JsonSerializer.Deserialize<AssistantMessage>(
            """{"role":"assistant","tool_calls":[{"id":7,"type":"function","x_parts":[],"x_note":null,"function":{"name":"","arguments":{"a":1},"x_parts":[]}}]}""")!;
        message = message with { ToolCalls = [message.ToolCalls![0] with { Id = "call_1" }] };

        Assert.Equal(
            """[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"unnamed_function","arguments":"{\"a\":1}"}}],"content":null},{"role":"tool","tool_call_id":"call_1","content":"r"}]""",
            await SentRequest.MessagesAsync("openai", "a-model", [Question, message, ChatMessage.Tool("call_1", "r")]));
    }

    private static ChatCompletionRequest Request(IReadOnlyList<ChatMessage> messages) =>
        new() { Model = MiniMaxModels.M2, Messages = messages };

    /// <summary>Reads a response with one tool call.</summary>
    private static async Task<AssistantMessage> ReadMessageAsync(string provider, string arguments)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, provider == "anthropic"
            ? $$$"""{"id":"1","type":"message","role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{{{arguments}}}}],"stop_reason":"tool_use"}"""
            : $$$"""{"id":"1","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":{{{arguments}}}}}]}}]}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider));
        return (await client.CompleteAsync(Request([Question]), TestTimeouts.Token)).Message;
    }
}
