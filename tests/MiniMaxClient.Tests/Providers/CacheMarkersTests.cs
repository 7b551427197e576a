using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class CacheMarkersTests
{
    private static readonly ChatMessage Question = ChatMessage.User("And then?");

    [Fact]
    public void GetMarkers_MarkersEverywhere_AreInTheOrderOfThePrompt()
    {
        ChatCompletionRequest request = Create(
            ChatMessage.User([Marked("a"), "b", Marked("c")]),
            CallTools(marked: true),
            Mark(ChatMessage.Tool("call_2", "2")),
            Mark(ChatMessage.System("s")),
            Question) with
        {
            Tools = [Tool.FromFunction("f"), Tool.FromFunction("g") with { CacheControl = CacheControl.Ephemeral }],
        };

        Assert.Equal(
            [
                "$.tools[1].cache_control", "$.messages[3].cache_control", "$.messages[0].content[0].cache_control",
                "$.messages[0].content[2].cache_control", "$.messages[1].tool_calls[1].cache_control",
                "$.messages[2].cache_control",
            ],
            GetPaths(request));
        Assert.True(CacheMarkers.HasAny(request));
        Assert.Empty(GetPaths(CacheMarkers.RemoveAll(request)));
        Assert.False(CacheMarkers.HasAny(CacheMarkers.RemoveAll(request)));
    }

    [Fact]
    public void GetMarkers_MessageAndItsLastBlock_HaveOneMarker() =>
        Assert.Single(GetPaths(Create(Mark(ChatMessage.User(["a", Marked("b")])))));

    [Fact]
    public void Validate_FiveMarkers_ReportsTheFifth()
    {
        var problems = new List<(string, string)>();

        CacheMarkers.Validate(Create(ChatMessage.User([.. Enumerable.Repeat(Marked("a"), 4)])), (p, m) => problems.Add((p, m)));
        Assert.Empty(problems);
        CacheMarkers.Validate(Create(ChatMessage.User([.. Enumerable.Repeat(Marked("a"), 5)])), (p, m) => problems.Add((p, m)));
        Assert.Equal([("$.messages[0].content[4].cache_control", "is marker 5; the maximum of a request is 4")], problems);
    }

    public static TheoryData<string, ChatMessage[], string[]> AutomaticCases { get; } = new()
    {
        { "one question", [Question], ["$.tools[0].cache_control"] },
        { "system", [ChatMessage.System("s"), Question], ["$.tools[0].cache_control", "$.messages[0].cache_control"] },
        {
            "conversation",
            [ChatMessage.System("s"), ChatMessage.System("t"), ChatMessage.User("a"), ChatMessage.Assistant("b"), Question],
            ["$.tools[0].cache_control", "$.messages[1].cache_control", "$.messages[3].cache_control"]
        },
        {
            "several new messages",
            [ChatMessage.User("a"), ChatMessage.Assistant("b"), Question, Question],
            ["$.tools[0].cache_control", "$.messages[1].cache_control"]
        },
        {
            "run of tools",
            [ChatMessage.User("a"), CallTools(marked: false), ChatMessage.Tool("call_1", "1"), ChatMessage.Tool("call_2", "2")],
            ["$.tools[0].cache_control", "$.messages[3].cache_control"]
        },
        {
            "start of the response",
            [ChatMessage.User("a"), ChatMessage.Assistant("b"), Question, ChatMessage.Assistant("Because")],
            ["$.tools[0].cache_control", "$.messages[1].cache_control"]
        },
        {
            "reasoning without text",
            [ChatMessage.User("a"), ChatMessage.Assistant("b"), Question, new AssistantMessage { ReasoningContent = "r" }, Question],
            ["$.tools[0].cache_control", "$.messages[2].cache_control"]
        },
        {
            "own markers",
            [Mark(ChatMessage.System("s")), ChatMessage.System("t"), ChatMessage.User("a"), Mark(ChatMessage.Assistant("b")), Question],
            ["$.tools[0].cache_control", "$.messages[0].cache_control", "$.messages[3].cache_control"]
        },
        {
            "no room for all",
            [ChatMessage.System("s"), ChatMessage.User([Marked("1"), Marked("2"), Marked("3")]), ChatMessage.Assistant("b"), Question],
            [
                "$.messages[1].content[0].cache_control", "$.messages[1].content[1].cache_control",
                "$.messages[1].content[2].cache_control", "$.messages[2].cache_control",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(AutomaticCases), DisableDiscoveryEnumeration = true)]
    public void AddMarkers_Conversation_MarksToolsSystemAndLastStableMessage(string name, ChatMessage[] messages, string[] expected)
    {
        ChatCompletionRequest request = Create(messages) with { Tools = [Tool.FromFunction("f")] };

        ChatCompletionRequest marked = CacheMarkers.AddMarkers(request);

        Assert.Equal(expected, GetPaths(marked));
        Assert.Equal(
            messages.Select(static message => message with { CacheControl = null }),
            marked.Messages.Select(static message => message with { CacheControl = null }));
        Assert.Equal(messages.Length, marked.Messages.Count);
        Assert.NotEmpty(name);
    }

    [Fact]
    public void Validate_NullItemsAndMissingType_AreReportedWithoutAnException()
    {
        var problems = new List<(string, string)>();
        var untyped = new CacheControl { Type = "" };
        ChatCompletionRequest request = Create(
            ChatMessage.User([null!, ContentPart.FromText("a") with { CacheControl = untyped }]), null!) with { Tools = [null!] };

        CacheMarkers.Validate(request, (p, m) => problems.Add((p, m)));
        CacheMarkers.Validate(request with { Messages = null! }, (p, m) => problems.Add((p, m)));

        Assert.Equal([("$.messages[0].content[1].cache_control", "has no type")], problems);
    }

    [Fact]
    public void GetMarkers_AdditionalProperty_IsCountedAndNotRemoved()
    {
        var raw = new Dictionary<string, System.Text.Json.JsonElement>
        {
            ["cache_control"] = System.Text.Json.JsonElement.Parse("""{"type":"ephemeral"}"""),
        };
        ChatCompletionRequest request = Create(ChatMessage.User([new TextPart { Text = "a", AdditionalProperties = raw }]));

        Assert.Single(GetPaths(request));
        Assert.False(CacheMarkers.HasAny(request));
    }

    private static string[] GetPaths(ChatCompletionRequest request) =>
        [.. CacheMarkers.GetMarkers(request).Select(static one => one.Path)];

    private static ChatCompletionRequest Create(params ChatMessage[] messages) => new() { Model = "m", Messages = messages };

    private static T Mark<T>(T message)
        where T : ChatMessage => message with { CacheControl = CacheControl.Ephemeral };

    private static ContentPart Marked(string text) => ContentPart.FromText(text) with { CacheControl = CacheControl.Ephemeral };

    private static AssistantMessage CallTools(bool marked) => new()
    {
        ToolCalls =
        [
            new FunctionToolCall { Id = "call_1", Function = new() { Name = "f", Arguments = "{}" } },
            new FunctionToolCall
            {
                Id = "call_2",
                Function = new() { Name = "f", Arguments = "{}" },
                CacheControl = marked ? CacheControl.Ephemeral : null,
            },
        ],
    };
}
