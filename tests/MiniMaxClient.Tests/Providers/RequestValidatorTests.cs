using System.Buffers;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

public sealed class RequestValidatorTests
{
    private static readonly ChatCompletionRequest ValidRequest = new()
    {
        Model = MiniMaxModels.M2_7,
        Messages = [ChatMessage.User("Hi")],
    };

    private static readonly ProviderAdapter[] Providers =
        [new AimlApiAdapter("key-1"), new RunApiAdapter("key-1"), new ModelsLabAdapter("key-1")];

    public static TheoryData<string, ChatCompletionRequest, string> InvalidRequests => new()
    {
        { "$.model", ValidRequest with { Model = "" }, "is empty; set the model of the request, or the DefaultModel of the client" },
        { "$.model", ValidRequest with { Model = "a\nb" }, "contains white space or a control character" },
        { "$.messages", ValidRequest with { Messages = [] }, "is empty; at least one message is required" },
        { "$.messages[0]", ValidRequest with { Messages = [null!] }, "is null" },
        { "$.messages[1].content", ValidRequest with { Messages = [.. ValidRequest.Messages, ChatMessage.User([])] }, "is empty" },
        { "$.temperature", ValidRequest with { Temperature = 3 }, "is 3; it must be 0 to 2" },
        { "$.temperature", ValidRequest with { Temperature = double.NaN }, "is not a finite number" },
        { "$.max_tokens", ValidRequest with { MaxTokens = 0 }, "is 0; it must be at least 1" },
        { "$.presence_penalty", ValidRequest with { PresencePenalty = -2.5 }, "is -2.5; it must be -2 to 2" },
        { "$.tools", ValidRequest with { Tools = Tools(129) }, "has 129 tools; the maximum is 128" },
        {
            "$.tools[0].function.name", ValidRequest with { Tools = [Function("get weather")] },
            "is 'get weather'; a name is 1 to 64 of a-z A-Z 0-9 _ -"
        },
        {
            "$.tools[1].function.name", ValidRequest with { Tools = [Function("f"), Function("f")] },
            "is 'f', which is also the name of another tool"
        },
        {
            "$.tool_choice.function.name", ValidRequest with { Tools = [Function("f")], ToolChoice = ToolChoice.ForFunction("g") },
            "is 'g', which is not the name of a tool"
        },
        {
            "$.messages[0].tool_call_id", ValidRequest with { Messages = [ChatMessage.Tool("", "42")] }, "is empty"
        },
        {
            "$.messages[0].content", ValidRequest with { Messages = [new AssistantMessage()] },
            "is null, and the message has neither tool calls nor reasoning"
        },
        {
            "$.temperature", (ValidRequest with { Temperature = 1 }).WithProperty("temperature", 1),
            "is set both by a property of the request and as an additional property"
        },
        {
            "$.stream", ValidRequest.WithProperty("stream", true),
            "is set both by a property of the request and as an additional property"
        },
        {
            "Options.ClientRequestId", ValidRequest with { Options = new() { ClientRequestId = "a b" } },
            "is not 1 to 128 of A-Z a-z 0-9 . _ : -"
        },
        { "Options.Timeout", ValidRequest with { Options = new() { Timeout = TimeSpan.Zero } }, "is 00:00:00; it must be above zero, at most a day, or infinite" },
        { "Options.Headers['Authorization']", Header("Authorization", "x"), "is a header that the client sets itself" },
        { "Options.Headers['Content-Type']", Header("Content-Type", "x"), "is a header that the client sets itself" },
        { "Options.Headers['…']", Header("X\r\nInjected", "x"), "is not a header name" },
        {
            "Options.Headers['X-A']", Header("X-A", "x\r\nInjected: 1"),
            "has a value with a line break, a control character or a character outside ASCII"
        },
    };

    [Theory]
    [MemberData(nameof(InvalidRequests))]
    public void ValidateRequest_InvalidRequest_ReturnsPathForEveryProvider(
        string path, ChatCompletionRequest request, string message)
    {
        foreach (ProviderAdapter adapter in Providers)
            Assert.Contains(Problem(path, message), Validate(request, adapter.GetCapabilities(request.Model)));
    }

    [Fact]
    public void ValidateRequest_ValidRequest_ReturnsNoProblem()
    {
        foreach (ProviderAdapter adapter in Providers)
            Assert.Empty(Validate(ValidRequest, adapter.GetCapabilities(ValidRequest.Model)));
    }

    [Fact]
    public void ValidateRequest_SeveralProblems_ReturnsAll()
    {
        ChatCompletionRequest request = ValidRequest with { Messages = [], Temperature = 3, MaxTokens = 0 };
        Assert.Equal(
            ["$.max_tokens", "$.temperature", "$.messages"],
            AimlApi(request).Select(static problem => problem.Path));
    }

    [Fact]
    public void ValidateRequest_TopLogprobsWithoutLogprobs_ReturnsProblem() => Assert.Equal(
        [Problem("$.top_logprobs", "requires logprobs to be true")],
        AimlApi(ValidRequest with { TopLogprobs = 3 }));

    [Theory]
    [InlineData(MiniMaxModels.M2, 1.5, "is 1.5; it must be 0 to 1")]
    [InlineData(MiniMaxModels.M2_7, 1.5, null)]
    public void ValidateRequest_TemperatureOnAimlApi_DependsOnTheModel(
        string model, double temperature, string? message) => Assert.Equal(
        message is null ? [] : [Problem("$.temperature", message)],
        AimlApi(ValidRequest with { Model = model, Temperature = temperature }));

    [Fact]
    public void ValidateRequest_UnsupportedFields_ReturnsThemWithTheSource() => Assert.Equal(
        [
            Problem("$.stop", "is not supported by the model MiniMax-M2.7 (source: AIML API's schema)"),
            Problem("$.response_format", "is not supported by the model MiniMax-M2.7 (source: AIML API's schema)"),
        ],
        AimlApi(ValidRequest with { Stop = ["END"], ResponseFormat = ResponseFormat.JsonObject }));

    public static TheoryData<Prediction, string, string> InvalidPredictions => new()
    {
        { new() { Type = "text", Content = "a" }, "$.prediction.type", "is 'text'; it must be 'content'" },
        { new() { Type = null, Content = "a" }, "$.prediction.type", "is ''; it must be 'content'" },
        { new() { Content = null! }, "$.prediction.content", "is null" },
        {
            new() { Content = ["a", ContentPart.FromImage(new Uri("https://host/a.png"))] }, "$.prediction.content",
            "has a part that is not text"
        },
        { new() { Content = [ContentPart.FromFile(new byte[] { 1 })] }, "$.prediction.content", "has a part that is not text" },
        { new() { Content = [new RefusalPart { Refusal = "No." }] }, "$.prediction.content", "has a part that is not text" },
        { new() { Content = [new TextPart { Text = null! }] }, "$.prediction.content", "has a part that is not text" },
        { new() { Content = [null!] }, "$.prediction.content", "has a part that is not text" },
    };

    [Theory]
    [MemberData(nameof(InvalidPredictions))]
    public async Task CompleteAsync_InvalidPrediction_IsRejectedBeforeSending(Prediction prediction, string path, string message)
    {
        foreach (string provider in (string[])["aimlapi", "runapi", "openai"])
        {
            Assert.Equal(
                [Problem(path, message)], await SentRequest.RejectAsync(provider, ValidRequest with { Prediction = prediction }));
        }
    }

    [Fact]
    public async Task CompleteAsync_Prediction_IsSentAsTextOrParts()
    {
        foreach (bool stream in (bool[])[false, true])
        {
            FaultRequest text = await SentRequest.SendAsync(
                "aimlapi", ValidRequest with { Prediction = new() { Content = "int a;" } }, stream: stream);
            FaultRequest parts = await SentRequest.SendAsync(
                "aimlapi", ValidRequest with { Prediction = new() { Content = ["int a;", "int b;"] } }, stream: stream);

            Assert.Contains(""","prediction":{"type":"content","content":"int a;"}""", text.Text, StringComparison.Ordinal);
            Assert.Contains(
                ""","prediction":{"type":"content","content":[{"type":"text","text":"int a;"},{"type":"text","text":"int b;"}]}""",
                parts.Text,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ValidateRequest_FunctionWithoutParameters_ReturnsNoProblem()
    {
        ChatCompletionRequest request = ValidRequest with { Tools = [Tool.FromFunction("f")] };
        Assert.Empty(AimlApi(request));
        Assert.Empty(AimlApi(request with { Model = MiniMaxModels.M3 }));
    }

    [Fact]
    public void ValidateRequest_CustomTool_IsSupportedByM3Only()
    {
        ChatCompletionRequest request = ValidRequest with
        {
            Tools = [new CustomTool { Custom = new() { Name = "sql", Format = CustomToolFormat.ForGrammar("lark", "start: \"x\"") } }],
            ToolChoice = ToolChoice.ForCustom("sql"),
        };
        Assert.Equal(["$.tools[0]", "$.tool_choice"], AimlApi(request).Select(static problem => problem.Path));
        Assert.Empty(AimlApi(request with { Model = MiniMaxModels.M3 }));
    }

    private static IReadOnlyList<RequestProblem> AimlApi(ChatCompletionRequest request) =>
        Validate(request, new AimlApiAdapter("key-1").GetCapabilities(request.Model));

    private static ChatCompletionRequest Header(string name, string value) =>
        ValidRequest with { Options = new() { Headers = new Dictionary<string, string> { [name] = value } } };

    private static FunctionTool Function(string name) => Tool.FromFunction(name, parameters: Json.Element("""{"type":"object"}"""));

    private static Tool[] Tools(int count) => [.. Enumerable.Range(0, count).Select(static i => Function($"f{i}"))];

    private static RequestProblem Problem(string path, string message) => new() { Path = path, Message = message };

    private static IReadOnlyList<RequestProblem> Validate(ChatCompletionRequest request, ModelCapabilities capabilities) =>
        RequestValidator.ValidateRequest(
            request, capabilities, capabilities.GetMessageRules(request.Model, null), LateSystemMessageHandling.Throw);
}
