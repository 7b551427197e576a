using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class MessageValidatorTests
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2_7,
        Messages = [ChatMessage.User("Hi")],
    };

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

    private static RequestProblem Problem(string path, string message) => new() { Path = path, Message = message };

    private static IReadOnlyList<RequestProblem> Validate(ChatCompletionRequest request) => RequestValidator.ValidateRequest(
        request,
        new AimlApiAdapter("key-1").GetCapabilities(request.Model),
        MessageRules.MiniMax,
        LateSystemMessageHandling.Throw);
}
