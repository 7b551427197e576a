using System.Buffers;
using System.Text;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.OpenAI;

public sealed class OpenAIRequestWriterTests
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private static readonly ChatCompletionRequest Request = new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };

    [Fact]
    public void Write_MinimalRequest_HasModelAndMessages() =>
        Json.AssertEqual("{\"model\":\"m\"," + Messages + "}", Write(Request, new("m", IsStreaming: false)));

    [Fact]
    public void Write_Stream_RequestsTheUsage() => Json.AssertEqual(
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}," + Messages + "}",
        Write(Request, new("m", IsStreaming: true) { ShouldIncludeUsage = true }));

    [Fact]
    public void Write_StreamOptionsOfTheRequest_AreUnchanged() => Json.AssertEqual(
        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":false}," + Messages + "}",
        Write(
            Request with { StreamOptions = new() { IncludeUsage = false } },
            new("m", IsStreaming: true) { ShouldIncludeUsage = true }));

    [Theory]
    [InlineData(null, null, "\"max_tokens\":7")]
    [InlineData(5, null, "\"max_tokens\":5")]
    [InlineData(null, 6, "\"max_completion_tokens\":6")]
    public void Write_DefaultMaxTokens_ApplyIfTheRequestHasNone(int? maxTokens, int? maxCompletionTokens, string expected) =>
        Json.AssertEqual(
            "{\"model\":\"m\"," + expected + "," + Messages + "}",
            Write(
                Request with { MaxTokens = maxTokens, MaxCompletionTokens = maxCompletionTokens },
                new("m", IsStreaming: false) { DefaultMaxTokens = 7 }));

    [Fact]
    public void Write_BodyApiKeyAndModelIdProperty_UsesTheProvidersNames() => Json.AssertEqual(
        "{\"key\":\"secret\",\"model_id\":\"m\"," + Messages + "}",
        Write(
            Request,
            new("m", IsStreaming: false)
            {
                BodyApiKey = new ApiKey("secret", "apiKey"), ApiKeyPropertyName = "key", ShouldUseModelIdProperty = true,
            }));

    [Fact]
    public void Write_AdditionalProperties_AreIncluded() => Json.AssertEqual(
        "{\"model\":\"m\",\"x\":\"y\"," + Messages + "}",
        Write(Request.WithProperty("x", "y"), new("m", IsStreaming: false)));

    private static string Write(ChatCompletionRequest request, RequestWriterOptions options)
    {
        var body = new ArrayBufferWriter<byte>();
        OpenAIRequestWriter.Write(body, request, options);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }
}
