using System.Net;
using System.Text;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Compressed bodies, and bodies with a wrong Content-Encoding.</summary>
public sealed class CompressionTests : EmulatorTest
{
    // Neither gzip's magic number nor a brotli header.
    private static readonly byte[] Garbage = [0xFF, 0xFE, 0xFD, .. Encoding.ASCII.GetBytes("this text is not compressed")];

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task ErrorBody_InvalidCompression_ThrowsWithTheStatus(string encoding)
    {
        Reply reply = Reply.Raw(500, "application/json", Garbage).WithHeader("Content-Encoding", encoding);
        Emulator.Enqueue(reply, reply);
        using ChatCompletionsClient client = Emulator.CreateClient();
        foreach (Func<Task> call in CreateCalls(client))
        {
            var e = await Assert.ThrowsAsync<MiniMaxServerException>(call);
            Assert.Equal(500, e.StatusCode);
            Assert.True(e.IsTransient);
        }
    }

    [Theory]
    [InlineData("gzip", "application/json")]
    [InlineData("gzip", "text/event-stream")]
    [InlineData("gzip", "text/plain")]
    [InlineData("br", "application/json")]
    [InlineData("br", "text/event-stream")]
    [InlineData("deflate", "application/json")]
    [InlineData("deflate", "text/event-stream")]
    public async Task Response_InvalidCompression_ThrowsInvalidResponseException(string encoding, string contentType)
    {
        Reply reply = Reply.Raw(200, contentType, Garbage).WithHeader("Content-Encoding", encoding);
        Emulator.Enqueue(reply, reply);
        using ChatCompletionsClient client = Emulator.CreateClient();
        foreach (Func<Task> call in CreateCalls(client))
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(call);
            Assert.Equal(200, e.StatusCode);
            Assert.Single(e.Attempts);
        }
    }

    [Theory]
    [InlineData(DecompressionMethods.None, "gzip")]
    [InlineData(DecompressionMethods.GZip, "gzip")]
    [InlineData(DecompressionMethods.All, "gzip, deflate, br")]
    public async Task Gzip_AnyHttpClient_IsAcceptedAndDecompressed(
        DecompressionMethods automaticDecompression, string acceptEncoding)
    {
        SampleResponse sample = SampleResponse.OpenAI;
        Emulator.Enqueue(
            Reply.Raw(200, "application/json", FaultCall.Compress([sample.Body])).WithHeader("Content-Encoding", "gzip"),
            Reply.Raw(200, "text/event-stream", FaultCall.Compress(sample.Events)).WithHeader("Content-Encoding", "gzip"));
        using var http = new HttpClient(new HttpClientHandler { AutomaticDecompression = automaticDecompression });
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("own", Emulator.OpenAICompatible, Emulator.ApiKey), http);

        foreach (bool stream in (bool[])[false, true])
        {
            ChatCompletion completion = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
            Assert.Equal(SampleResponse.Text, completion.Text);
        }

        Assert.All(Emulator.Requests, request => Assert.Equal(acceptEncoding, request.Headers["Accept-Encoding"]));
    }

    [Theory]
    [InlineData("x-gzip")]
    [InlineData("X-GZIP")]
    public async Task Gzip_NamedXGzip_IsDecompressed(string name)
    {
        Emulator.Enqueue(
            Reply.Raw(200, "application/json", FaultCall.Compress([SampleResponse.OpenAI.Body])).WithHeader("Content-Encoding", name),
            Reply.Raw(200, "text/event-stream", FaultCall.Compress(SampleResponse.OpenAI.Events)).WithHeader("Content-Encoding", name));
        using ChatCompletionsClient client = Emulator.CreateClient();

        foreach (bool stream in (bool[])[false, true])
            Assert.Equal(SampleResponse.Text, (await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token)).Text);
    }

    [Fact]
    public async Task AcceptEncoding_SetOnTheHttpClient_TakesPrecedence()
    {
        Emulator.Enqueue(Reply.Text("as it is"));
        using var http = new HttpClient { DefaultRequestHeaders = { { "Accept-Encoding", "identity" } } };
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("own", Emulator.OpenAICompatible, Emulator.ApiKey), http);

        await client.CompleteAsync(EmulatedClient.CreateRequest(), Token);

        Assert.Equal("identity", Assert.Single(Emulator.Requests).Headers["Accept-Encoding"]);
    }

    [Fact]
    public async Task ContentEncoding_Unsupported_IsNamedInTheException()
    {
        Reply reply = Reply.Raw(200, "application/json", Garbage).WithHeader("Content-Encoding", "gzip, br");
        Emulator.Enqueue(reply, reply);
        using ChatCompletionsClient client = Emulator.CreateClient();
        foreach (Func<Task> call in CreateCalls(client))
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(call);
            Assert.Contains("the content encoding 'gzip, br' is not supported; only gzip is supported", e.Message, StringComparison.Ordinal);
        }
    }

    private Func<Task>[] CreateCalls(ChatCompletionsClient client) =>
    [
        () => client.CompleteAsync(EmulatedClient.CreateRequest(), Token),
        () => client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token),
    ];
}
