using System.Buffers;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary>What is refused before anything is sent, and where the message says it is.</summary>
public sealed class RequestValidatorTests
{
    private static readonly ChatCompletionRequest Good = new()
    {
        Model = MiniMaxModels.M2_7,
        Messages = [ChatMessage.User("Hi")],
    };

    private static readonly ProviderAdapter[] Providers =
        [new AimlApiAdapter("key-1"), new RunApiAdapter("key-1"), new ModelsLabAdapter("key-1")];

    public static TheoryData<string, ChatCompletionRequest, string> RefusedByAll => new()
    {
        { "$.model", Good with { Model = "" }, "is empty" },
        { "$.model", Good with { Model = "a\nb" }, "contains white space or a control character" },
        { "$.messages", Good with { Messages = [] }, "is empty; at least one message is required" },
        { "$.messages[0]", Good with { Messages = [null!] }, "is null" },
        { "$.messages[1].content", Good with { Messages = [.. Good.Messages, ChatMessage.User([])] }, "is empty" },
        { "$.temperature", Good with { Temperature = 3 }, "is 3; it must be 0 to 2" },
        { "$.temperature", Good with { Temperature = double.NaN }, "is not a finite number" },
        { "$.max_tokens", Good with { MaxTokens = 0 }, "is 0; it must be at least 1" },
        { "$.presence_penalty", Good with { PresencePenalty = -2.5 }, "is -2.5; it must be -2 to 2" },
        { "$.tools", Good with { Tools = Tools(129) }, "has 129 tools; the maximum is 128" },
        {
            "$.tools[0].function.name", Good with { Tools = [Function("get weather")] },
            "is 'get weather'; a name is 1 to 64 of a-z A-Z 0-9 _ -"
        },
        {
            "$.tools[1].function.name", Good with { Tools = [Function("f"), Function("f")] },
            "is 'f', which is also the name of another tool"
        },
        {
            "$.tool_choice.function.name", Good with { Tools = [Function("f")], ToolChoice = ToolChoice.ForFunction("g") },
            "is 'g', which is not the name of a tool in the request"
        },
        {
            "$.messages[0].tool_call_id", Good with { Messages = [ChatMessage.Tool("", "42")] }, "is empty"
        },
        {
            "$.messages[0].content", Good with { Messages = [new AssistantMessage()] },
            "is null, and the message has neither tool calls nor reasoning"
        },
        {
            "$.temperature", (Good with { Temperature = 1 }).WithProperty("temperature", 1),
            "is set both by a property of the request and as an additional property"
        },
        {
            "$.stream", Good.WithProperty("stream", true),
            "is set both by a property of the request and as an additional property"
        },
        {
            "Options.ClientRequestId", Good with { Options = new() { ClientRequestId = "a b" } },
            "is not 1 to 128 of A-Z a-z 0-9 . _ : -"
        },
        { "Options.Timeout", Good with { Options = new() { Timeout = TimeSpan.Zero } }, "is 00:00:00; it must be above zero, at most a day, or infinite" },
        { "Options.Headers['Authorization']", Header("Authorization", "x"), "is a header that the client sets itself" },
        { "Options.Headers['Content-Type']", Header("Content-Type", "x"), "is a header that the client sets itself" },
        { "Options.Headers['…']", Header("X\r\nInjected", "x"), "is not a header name" },
        {
            "Options.Headers['X-A']", Header("X-A", "x\r\nInjected: 1"),
            "has a value with a line break, a control character or a character outside ASCII"
        },
    };

    [Theory]
    [MemberData(nameof(RefusedByAll))]
    public void Find_BrokenRequest_NamesThePlaceForEveryProvider(string path, ChatCompletionRequest request, string message)
    {
        foreach (ProviderAdapter adapter in Providers)
            Assert.Contains(Problem(path, message), Find(request, adapter.GetCapabilities(request.Model)));
    }

    [Fact]
    public void Find_GoodRequest_HasNoProblem()
    {
        foreach (ProviderAdapter adapter in Providers)
            Assert.Empty(Find(Good, adapter.GetCapabilities(Good.Model)));
    }

    [Fact]
    public void Find_SeveralProblems_NamesAll()
    {
        ChatCompletionRequest request = Good with { Messages = [], Temperature = 3, MaxTokens = 0 };
        Assert.Equal(
            ["$.max_tokens", "$.temperature", "$.messages"],
            AimlApi(request).Select(static problem => problem.Path));
    }

    [Fact]
    public void Find_TopLogprobsWithoutLogprobs_IsRefused() => Assert.Equal(
        [Problem("$.top_logprobs", "requires logprobs to be true")],
        AimlApi(Good with { TopLogprobs = 3 }));

    [Theory]
    [InlineData(MiniMaxModels.M2, 1.5, "is 1.5; it must be 0 to 1")]
    [InlineData(MiniMaxModels.M2_7, 1.5, null)]
    public void Find_TemperatureOnAimlApi_DependsOnTheModel(string model, double temperature, string? message) => Assert.Equal(
        message is null ? [] : [Problem("$.temperature", message)],
        AimlApi(Good with { Model = model, Temperature = temperature }));

    [Fact]
    public void Find_FieldsThatAimlApisModelLacks_AreNamedWithTheSource() => Assert.Equal(
        [
            Problem("$.stop", "is not supported by the model MiniMax-M2.7 (source: AIML API's schema)"),
            Problem("$.response_format", "is not supported by the model MiniMax-M2.7 (source: AIML API's schema)"),
        ],
        AimlApi(Good with { Stop = ["END"], ResponseFormat = ResponseFormat.JsonObject }));

    [Theory]
    [InlineData(MiniMaxModels.M2_7, false)]
    [InlineData(MiniMaxModels.M2_7_Highspeed, true)]
    [InlineData("minimax/m9", true)]
    public void Find_DeveloperRoleOnAimlApi_DependsOnTheModel(string model, bool isTaken) => Assert.Equal(
        isTaken ? [] : [Problem("$.messages[0].role", "'developer' is not supported; supported: system, user, assistant, tool (source: AIML API's schema)")],
        AimlApi(Good with { Model = model, Messages = [ChatMessage.Developer("Be terse."), .. Good.Messages] }));

    [Fact]
    public void Find_ImageForAModelWithoutSight_IsRefused() => Assert.Equal(
        [Problem("$.messages[0].content[1].type", "'image_url' is not supported; supported: text, file (source: AIML API's schema)")],
        AimlApi(Good with
        {
            Messages = [ChatMessage.User(["What is this?", ContentPart.FromImage(new Uri("https://host/cat.png"))])],
        }));

    [Fact]
    public void Find_FileOverTheLimit_IsRefused()
    {
        using var large = new LengthOnly(512 * 1024 * 1024 + 1);
        Assert.Equal(
            [
                Problem("$.messages[0].content[0].file.file_data",
                    "has 536870913 bytes; the maximum is 536870912 (source: AIML API's schema)"),
            ],
            AimlApi(Good with { Messages = [ChatMessage.User([ContentPart.FromFile(large.Memory, "large.pdf")])] }));
    }

    [Fact]
    public void Find_MoreThan20Files_IsRefusedOnce()
    {
        ContentPart file = ContentPart.FromFile(new byte[] { 1 });
        MessageContent files = MessageContent.Create([.. Enumerable.Repeat(file, 22)]);
        Assert.Equal(
            ["$.messages[0].content[20].file"],
            AimlApi(Good with { Messages = [ChatMessage.User(files)] }).Select(static problem => problem.Path));
    }

    [Fact]
    public void Find_FunctionWithoutParameters_HasNoProblem()
    {
        ChatCompletionRequest request = Good with { Tools = [Tool.FromFunction("f")] };
        Assert.Empty(AimlApi(request));
        Assert.Empty(AimlApi(request with { Model = MiniMaxModels.M3 }));
    }

    [Fact]
    public void Find_CustomToolAndAllowedTools_AreTakenByM3Only()
    {
        ChatCompletionRequest request = Good with
        {
            Tools = [new CustomTool { Custom = new() { Name = "sql", Format = CustomToolFormat.ForGrammar("lark", "start: \"x\"") } }],
            ToolChoice = ToolChoice.ForCustom("sql"),
        };
        Assert.Equal(["$.tools[0]", "$.tool_choice"], AimlApi(request).Select(static problem => problem.Path));
        Assert.Empty(AimlApi(request with { Model = MiniMaxModels.M3 }));
    }

    private static IReadOnlyList<RequestProblem> AimlApi(ChatCompletionRequest request) =>
        Find(request, new AimlApiAdapter("key-1").GetCapabilities(request.Model));

    private static ChatCompletionRequest Header(string name, string value) =>
        Good with { Options = new() { Headers = new Dictionary<string, string> { [name] = value } } };

    private static FunctionTool Function(string name) => Tool.FromFunction(name, parameters: Json.Element("""{"type":"object"}"""));

    private static Tool[] Tools(int count) => [.. Enumerable.Range(0, count).Select(static i => Function($"f{i}"))];

    /// <summary>Memory that has a length and no bytes: nobody needs half a gigabyte to learn that it is too much.</summary>
    private sealed class LengthOnly(int length) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(length);

        public override Span<byte> GetSpan() => throw new InvalidOperationException("The check must not look into the bytes.");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
        }
    }

    private static RequestProblem Problem(string path, string message) => new() { Path = path, Message = message };

    private static IReadOnlyList<RequestProblem> Find(ChatCompletionRequest request, ModelCapabilities takes) =>
        RequestValidator.ValidateRequest(request, takes, takes.GetMessageRules(request.Model, null), LateSystemMessageHandling.Throw);
}
