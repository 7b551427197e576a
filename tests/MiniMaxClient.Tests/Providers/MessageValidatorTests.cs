using System.Text.Json;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

public sealed class MessageValidatorTests
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2_7,
        Messages = [ChatMessage.User("Hi")],
    };

    private static readonly ChatMessage[] CustomCallHistory =
    [
        ChatMessage.User("Hi"),
        new AssistantMessage { ToolCalls = [new CustomToolCall { Id = "t1", Custom = new() { Name = "sql", Input = "select 1" } }] },
        ChatMessage.Tool("t1", "1"),
    ];

    [Theory]
    [InlineData(MiniMaxModels.M2_7, false)]
    [InlineData(MiniMaxModels.M2_7_Highspeed, true)]
    [InlineData("minimax/m9", true)]
    public void ValidateRequest_DeveloperRole_DependsOnTheModel(string model, bool isSupported) => Assert.Equal(
        isSupported
            ? []
            :
            [
                Problem(
                    "$.messages[0].role",
                    "'developer' is not supported by the model; supported: system, user, assistant, tool (source: AIML API's schema)"),
            ],
        Validate(Request with { Model = model, Messages = [ChatMessage.Developer("Be terse."), .. Request.Messages] }));

    [Fact]
    public void ValidateRequest_ImageForTextModel_ReturnsProblem() => Assert.Equal(
        [
            Problem(
                "$.messages[0].content[1].type",
                "'image_url' is not supported by the model; supported: text, file (source: AIML API's schema)"),
        ],
        Validate(Request with
        {
            Messages = [ChatMessage.User(["What is this?", ContentPart.FromImage(new Uri("https://host/cat.png"))])],
        }));

    [Fact]
    public void ValidateRequest_VideoForTextModel_ReturnsProblem() => Assert.Equal(
        [
            Problem(
                "$.messages[0].content[0].type",
                "'video_url' is not supported by the model; supported: text, file (source: AIML API's schema)"),
        ],
        Validate(Request with { Messages = [ChatMessage.User([ContentPart.FromVideoFileId("4711")])] }));

    [Fact]
    public void ValidateRequest_VideoOfAssistant_ReturnsProblem() => Assert.Equal(
        [Problem("$.messages[1].content", "has a part that is neither text nor refusal")],
        Validate(Request with { Messages = [.. Request.Messages, ChatMessage.Assistant([ContentPart.FromVideoFileId("4711")])] }));

    [Fact]
    public void ValidateRequest_PartsOfSeveralMessages_HaveTheirPathsAndShareTheLimits()
    {
        MessageContent files = MessageContent.Create([.. Enumerable.Repeat<ContentPart>(ContentPart.FromFile(new byte[] { 1 }), 11)]);
        Assert.Equal(
            ["$.messages[1].content[9].file"],
            Validate(Request with { Messages = [ChatMessage.User(files), ChatMessage.User(files)] })
                .Select(static problem => problem.Path));
    }

    [Theory]
    [InlineData("""[{"type":"refusal","refusal":"No."},{"type":"refusal","refusal":"Never."}]""", "has 2 refusals; the maximum is 1")]
    [InlineData(
        """[{"type":"text","text":"Well."},{"type":"refusal","refusal":"No."}]""",
        "has text and a refusal; only one of them is supported")]
    [InlineData(
        """[{"type":"text","text":"Well."},{"type":"image_url","image_url":{"url":"https://host/a.png"}}]""",
        "has a part that is neither text nor refusal")]
    [InlineData(
        """[{"type":"file","file":{"file_data":"JVBERi0="}}]""",
        "has a part that is neither text nor refusal")]
    public async Task CompleteAsync_InvalidAssistantParts_AreRejectedBeforeSending(string parts, string problem)
    {
        foreach (string provider in Adapters.AllNames)
        {
            Assert.Equal(
                [Problem("$.messages[1].content", problem)],
                await SentRequest.RejectAsync(
                    provider, MiniMaxModels.M2, [ChatMessage.User("Hi"), ReadAssistant(parts), ChatMessage.User("Go on.")]));
        }
    }

    [Theory]
    [InlineData("aimlapi", MiniMaxModels.M2_7, "AIML API's schema")]
    [InlineData("modelslab", MiniMaxModels.M2, "ModelsLab's LLM API pages")]
    [InlineData("modelslab, messages", MiniMaxModels.M2, "ModelsLab's LLM API pages")]
    [InlineData("anthropic", MiniMaxModels.M2_7, "Anthropic's Messages schema")]
    public async Task CompleteAsync_CustomToolCallForOtherModel_IsRejectedBeforeSending(string provider, string model, string source) =>
        Assert.Equal(
            [
                Problem(
                    "$.messages[1].tool_calls[0].type", $"'custom' is not supported by the model; supported: function (source: {source})"),
            ],
            await SentRequest.RejectAsync(provider, model, CustomCallHistory));

    [Fact]
    public async Task CompleteAsync_CustomToolCallForM3OfAimlApi_IsSent() => Assert.Contains(
        """{"id":"t1","type":"custom","custom":{"name":"sql","input":"select 1"}}""",
        await SentRequest.MessagesAsync("aimlapi", MiniMaxModels.M3, CustomCallHistory),
        StringComparison.Ordinal);

    [Fact]
    public async Task CompleteAsync_ToolMessageWithParts_IsRejectedOrSentByTheSchemaOfTheModel()
    {
        ChatMessage[] messages = [ChatMessage.User("Hi"), SentRequest.Call("{}"), ChatMessage.Tool("t1", ["1", "2"])];

        Assert.Equal(
            [Problem("$.messages[2].content", "has several parts; a tool message has one text (source: AIML API's schema)")],
            await SentRequest.RejectAsync("aimlapi", MiniMaxModels.M2_7, messages));
        Assert.Contains(
            """[{"type":"text","text":"1"},{"type":"text","text":"2"}]""",
            await SentRequest.MessagesAsync("aimlapi", MiniMaxModels.M3, messages),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"type":"text","text":"One."},{"type":"text","text":"Two."}]""")]
    [InlineData("""[{"type":"refusal","refusal":"No."}]""")]
    // Parts that other hosts return must be sent back.
    [InlineData("""[{"type":"thinking","thinking":"Hm."},{"type":"refusal","refusal":"No."}]""")]
    [InlineData("""[{"type":"annotation","note":"a"},{"type":"text","text":"One."}]""")]
    public async Task CompleteAsync_AssistantTextsOrOneRefusal_AreSentUnchanged(string parts) => Assert.Equal(
        $$"""[{"role":"user","content":"Hi"},{"role":"assistant","content":{{parts}}},{"role":"user","content":"Go on."}]""",
        await SentRequest.MessagesAsync(
            "aimlapi", MiniMaxModels.M2, [ChatMessage.User("Hi"), ReadAssistant(parts), ChatMessage.User("Go on.")]));

    private static AssistantMessage ReadAssistant(string parts) =>
        JsonSerializer.Deserialize<AssistantMessage>($$"""{"role":"assistant","content":{{parts}}}""")!;

    private static RequestProblem Problem(string path, string message) => new() { Path = path, Message = message };

    private static IReadOnlyList<RequestProblem> Validate(ChatCompletionRequest request) => RequestValidator.ValidateRequest(
        request,
        new AimlApiAdapter("key-1").GetCapabilities(request.Model),
        MessageRules.MiniMax,
        LateSystemMessageHandling.Throw);
}
