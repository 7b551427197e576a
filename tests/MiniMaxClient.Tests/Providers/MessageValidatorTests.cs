using System.Buffers;
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
                    "'developer' is not supported; supported: system, user, assistant, tool (source: AIML API's schema)"),
            ],
        Validate(Request with { Model = model, Messages = [ChatMessage.Developer("Be terse."), .. Request.Messages] }));

    [Fact]
    public void ValidateRequest_ImageForTextModel_ReturnsProblem() => Assert.Equal(
        [
            Problem(
                "$.messages[0].content[1].type",
                "'image_url' is not supported; supported: text, file (source: AIML API's schema)"),
        ],
        Validate(Request with
        {
            Messages = [ChatMessage.User(["What is this?", ContentPart.FromImage(new Uri("https://host/cat.png"))])],
        }));

    [Fact]
    public void ValidateRequest_FileTooLarge_ReturnsProblem()
    {
        using var large = new UnbackedMemory(512 * 1024 * 1024 + 1);
        Assert.Equal(
            [
                Problem(
                    "$.messages[0].content[0].file.file_data",
                    "has 536870913 bytes; the maximum is 536870912 (source: AIML API's schema)"),
            ],
            Validate(Request with { Messages = [ChatMessage.User([ContentPart.FromFile(large.Memory, "large.pdf")])] }));
    }

    [Fact]
    public void ValidateRequest_MoreThan20Files_ReturnsOneProblem()
    {
        ContentPart file = ContentPart.FromFile(new byte[] { 1 });
        MessageContent files = MessageContent.Create([.. Enumerable.Repeat(file, 22)]);
        Assert.Equal(
            ["$.messages[0].content[20].file"],
            Validate(Request with { Messages = [ChatMessage.User(files)] }).Select(static problem => problem.Path));
    }

    /// <summary>Provides memory that has a length but no bytes, so that a test does not allocate half a gigabyte.</summary>
    private sealed class UnbackedMemory(int length) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(length);

        public override Span<byte> GetSpan() => throw new InvalidOperationException("The validator must not read the bytes.");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
        }
    }

    private static RequestProblem Problem(string path, string message) => new() { Path = path, Message = message };

    private static IReadOnlyList<RequestProblem> Validate(ChatCompletionRequest request) => RequestValidator.ValidateRequest(
        request,
        new AimlApiAdapter("key-1").GetCapabilities(request.Model),
        MessageRules.MiniMax,
        LateSystemMessageHandling.Throw);
}
