using System.Text.Json;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

public sealed class MessageNormalizerTests
{
    private static readonly ChatMessage Question = ChatMessage.User("x");

    /// <summary>Empty assistant messages of hosts in the OpenAI style.</summary>
    public static readonly string[] Empty =
    [
        """{"role":"assistant","content":null}""",
        """{"role":"assistant"}""",
        """{"role":"assistant","content":""}""",
        """{"role":"assistant","content":"\n"}""",
        """{"role":"assistant","content":[]}""",
        """{"role":"assistant","content":[{"type":"text","text":""}]}""",
        """{"role":"assistant","content":"<think>\n\n</think>\n\n"}""",
        """{"role":"assistant","name":"MiniMax AI","audio_content":"","content":"","tool_calls":[],"reasoning_content":"","reasoning_details":[],"function_call":null}""",
    ];

    public static MatrixTheoryData<string, string, bool> EmptyEverywhere { get; } =
        new(Empty, ["openai", "aimlapi", "anthropic", "modelslab, messages"], [false, true]);

    public static MatrixTheoryData<string, string> ProvidersAndModels { get; } = new(Adapters.Names, ["a-model", MiniMaxModels.M2]);

    [Theory]
    [MemberData(nameof(EmptyEverywhere))]
    public async Task EmptyAssistantMessage_SentBack_IsOmitted(string message, string provider, bool stored)
    {
        AssistantMessage assistant = await ReadMessageAsync(message);
        IReadOnlyList<ChatMessage> history = [Question, assistant, ChatMessage.User("y")];
        if (stored)
            history = JsonSerializer.Deserialize<ChatMessage[]>(JsonSerializer.Serialize(history))!;

        FaultRequest sent = await SentRequest.SendAsync(provider, new() { Model = MiniMaxModels.M2, Messages = history });

        Assert.DoesNotContain("assistant", sent.Text, StringComparison.Ordinal);
        Assert.Equal(2, sent.Json.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task EmptyAssistantMessage_OfStream_IsOmitted()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream(
            """data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant"}}]}""" + "\n\n",
            """data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n"));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));
        ChatCompletion completion = await client.CompletePromptAsync(true, Request(Question), TestTimeouts.Token);

        Assert.Equal(
            """[{"role":"user","content":"x"},{"role":"user","content":"y"}]""",
            await SentRequest.MessagesAsync("openai", "a-model", [Question, completion.Message, ChatMessage.User("y")]));
    }

    [Theory]
    [InlineData("anthropic")]
    [InlineData("modelslab, messages")]
    public async Task EmptyAssistantMessage_AnthropicStyle_IsOmitted(string provider)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(
            200, """{"id":"m1","type":"message","role":"assistant","model":"mm","content":[],"stop_reason":"end_turn"}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider));
        ChatCompletion completion = await client.CompleteAsync(Request(Question), TestTimeouts.Token);

        FaultRequest sent = await SentRequest.SendAsync(provider, Request(Question, completion.Message, ChatMessage.User("y")));

        Assert.DoesNotContain("assistant", sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EmptyAssistantMessage_BetweenCallAndResult_IsOmitted() => Assert.Equal(
        """[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}],"content":null},{"role":"tool","tool_call_id":"t1","content":"r"}]""",
        await SentRequest.MessagesAsync(
            "openai", "a-model", [Question, SentRequest.Call("{}"), new AssistantMessage(), ChatMessage.Tool("t1", "r")]));

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task EmptyAssistantMessage_NoOtherMessage_IsRejected(string provider) => Assert.Contains(
        await SentRequest.RejectAsync(provider, "a-model", ChatMessage.Assistant("")),
        static problem => problem.Path == "$.messages[0].content");

    [Theory]
    [InlineData("""{"role":"assistant","content":"","refusal":"No."}""")]
    [InlineData("""{"role":"assistant","content":"","reasoning_content":"Hm."}""")]
    [InlineData("""{"role":"assistant","content":"","audio":{"id":"a1"}}""")]
    [InlineData("""{"role":"assistant","content":"","images":[{"type":"image_url","image_url":{"url":"https://host/a.png"}}]}""")]
    [InlineData("""{"role":"assistant","content":"\n","reasoning_details":[{"type":"reasoning.encrypted","data":"AbC="}]}""")]
    public async Task AssistantMessage_NoTextButOtherFields_IsSentUnchanged(string message) => Json.AssertEqual(
        $$"""[{"role":"user","content":"x"},{{message}},{"role":"user","content":"y"}]""",
        await SentRequest.MessagesAsync("openai", "a-model", [Question, await ReadMessageAsync(message), ChatMessage.User("y")]));

    [Theory]
    [InlineData("""{"role":"assistant","content":null,"refusal":"No."}""", """{"role":"assistant","content":"","refusal":"No."}""")]
    [InlineData("""{"role":"assistant","content":[],"reasoning":"Hm."}""", """{"role":"assistant","content":"","reasoning":"Hm."}""")]
    public async Task AssistantMessage_NoContent_IsSentWithEmptyContent(string message, string sent) => Assert.Equal(
        $$"""[{"role":"user","content":"x"},{{sent}},{"role":"user","content":"y"}]""",
        await SentRequest.MessagesAsync("aimlapi", MiniMaxModels.M2, [Question, await ReadMessageAsync(message), ChatMessage.User("y")]));

    [Theory]
    [InlineData("""{"role":"assistant","content":"Hi","tool_calls":[],"annotations":[],"function_call":null,"images":[],"x_note":null}""")]
    [InlineData("""{"role":"assistant","content":"Hi","tool_calls":null,"reasoning_details":[],"audio":null}""")]
    public async Task AssistantMessage_EmptyLists_AreOmitted(string message)
    {
        AssistantMessage assistant = await ReadMessageAsync(message);
        foreach (string provider in Adapters.Names)
        {
            Assert.Equal(
                """[{"role":"user","content":"x"},{"role":"assistant","content":"Hi"},{"role":"user","content":"y"}]""",
                await SentRequest.MessagesAsync(provider, MiniMaxModels.M2, [Question, assistant, ChatMessage.User("y")]));
        }
    }

    [Theory]
    [MemberData(nameof(ProvidersAndModels))]
    public async Task ToolCalls_NoText_HaveNullContentIfSupported(string provider, string model)
    {
        MessageContent?[] contents = [null, "", MessageContent.Create([]), MessageContent.Create([""])];
        foreach (MessageContent? content in contents)
        {
            string sent = await SentRequest.MessagesAsync(
                provider, model, [Question, SentRequest.Call("{}") with { Content = content }, ChatMessage.Tool("t1", "r")]);

            string end = provider == "aimlapi" ? "" : ",\"content\":null";
            Assert.Equal(
                $$$"""[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}]{{{end}}}},{"role":"tool","tool_call_id":"t1","content":"r"}]""",
                sent);
        }
    }

    [Fact]
    public async Task ToolCalls_NoTextForM3OfAimlApi_HaveNullContent() => Assert.Contains(
        "\"content\":null",
        await SentRequest.MessagesAsync(
            "aimlapi", MiniMaxModels.M3, [Question, SentRequest.Call("{}"), ChatMessage.Tool("t1", "r")]),
        StringComparison.Ordinal);

    public static TheoryData<string, MessageContent> EmptyUserContents { get; } = new()
    {
        { "openai", "" }, { "openai", " \n" }, { "openai", MessageContent.Create([]) }, { "openai", MessageContent.Create(["", " "]) },
        { "aimlapi", "" }, { "runapi", "" }, { "modelslab", "" }, { "anthropic", "" }, { "anthropic", MessageContent.Create([""]) },
    };

    [Theory]
    [MemberData(nameof(EmptyUserContents), DisableDiscoveryEnumeration = true)]
    public async Task EmptyText_UserMessage_IsRejected(string provider, MessageContent content)
    {
        RequestProblem problem = Assert.Single(
            await SentRequest.RejectAsync(provider, MiniMaxModels.M2, Question, ChatMessage.User(content)));

        Assert.Equal("$.messages[1].content", problem.Path);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("runapi")]
    [InlineData("anthropic")]
    public async Task EmptyText_ToolMessage_IsRejected(string provider)
    {
        foreach (MessageContent content in (MessageContent[])["", MessageContent.Create([""])])
        {
            RequestProblem problem = Assert.Single(await SentRequest.RejectAsync(
                provider, MiniMaxModels.M2, Question, SentRequest.Call("{}"), ChatMessage.Tool("t1", content)));

            Assert.Equal("$.messages[2].content", problem.Path);
        }
    }

    [Theory]
    [InlineData("openai", """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://host/a.png"}}]}]""")]
    [InlineData("anthropic", """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"url","url":"https://host/a.png"}}]}]""")]
    public async Task EmptyText_NextToOtherParts_IsOmitted(string provider, string sent) => Assert.Equal(
        sent,
        await SentRequest.MessagesAsync(
            provider,
            MiniMaxModels.M2,
            [ChatMessage.User(["", "a", ContentPart.FromImage(new Uri("https://host/a.png")), ""])]));

    [Fact]
    public async Task WhiteSpace_ToolMessage_IsSent() => Assert.Contains(
        """{"role":"tool","tool_call_id":"t1","content":"\n"}""",
        await SentRequest.MessagesAsync(
            "openai", MiniMaxModels.M2, [Question, SentRequest.Call("{}"), ChatMessage.Tool("t1", "\n")]),
        StringComparison.Ordinal);

    private static ChatCompletionRequest Request(params ChatMessage[] messages) =>
        new() { Model = MiniMaxModels.M2, Messages = messages };

    /// <summary>Reads a response with a message.</summary>
    private static async Task<AssistantMessage> ReadMessageAsync(string message)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(
            200, $$"""{"id":"1","choices":[{"index":0,"finish_reason":"stop","message":{{message}}}]}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));
        return (await client.CompleteAsync(Request(Question), TestTimeouts.Token)).Message;
    }
}
