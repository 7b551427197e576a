using System.Net;
using System.Text;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Bodies that are compressed, and those that only say so.</summary>
public sealed class CompressionTests : IAsyncLifetime
{
    // Neither gzip's magic number nor a brotli header.
    private static readonly byte[] Garbage = [0xFF, 0xFE, 0xFD, .. Encoding.ASCII.GetBytes("this is no compressed text at all")];

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task ErrorBody_ThatDoesNotDecompress_DoesNotHideTheStatus(string encoding)
    {
        Reply reply = Reply.Raw(500, "application/json", Garbage).WithHeader("Content-Encoding", encoding);
        _emulator.Enqueue(reply, reply);
        using ChatCompletionsClient client = _emulator.CreateClient();
        foreach (Func<Task> call in Calls(client))
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
    public async Task Answer_ThatDoesNotDecompress_IsInvalid(string encoding, string contentType)
    {
        Reply reply = Reply.Raw(200, contentType, Garbage).WithHeader("Content-Encoding", encoding);
        _emulator.Enqueue(reply, reply);
        using ChatCompletionsClient client = _emulator.CreateClient();
        foreach (Func<Task> call in Calls(client))
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
    public async Task Gzip_OverAnyHttpClient_IsAskedForAndUndone(DecompressionMethods undone, string asked)
    {
        SampleResponse answer = SampleResponse.OpenAI;
        _emulator.Enqueue(
            Reply.Raw(200, "application/json", FaultCall.Compress([answer.Body])).WithHeader("Content-Encoding", "gzip"),
            Reply.Raw(200, "text/event-stream", FaultCall.Compress(answer.Events)).WithHeader("Content-Encoding", "gzip"));
        using var http = new HttpClient(new HttpClientHandler { AutomaticDecompression = undone });
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("own", _emulator.OpenAICompatible, _emulator.ApiKey), http);

        foreach (bool stream in (bool[])[false, true])
        {
            ChatCompletion completion = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
            Assert.Equal(SampleResponse.Text, completion.Text);
        }

        Assert.All(_emulator.Requests, request => Assert.Equal(asked, request.Headers["Accept-Encoding"]));
    }

    [Theory]
    [InlineData("x-gzip")]
    [InlineData("X-GZIP")]
    public async Task Gzip_ByItsOldName_IsUndone(string name)
    {
        _emulator.Enqueue(
            Reply.Raw(200, "application/json", FaultCall.Compress([SampleResponse.OpenAI.Body])).WithHeader("Content-Encoding", name),
            Reply.Raw(200, "text/event-stream", FaultCall.Compress(SampleResponse.OpenAI.Events)).WithHeader("Content-Encoding", name));
        using ChatCompletionsClient client = _emulator.CreateClient();

        foreach (bool stream in (bool[])[false, true])
            Assert.Equal(SampleResponse.Text, (await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token)).Text);
    }

    [Fact]
    public async Task AcceptEncoding_OfTheHttpClient_ComesFirst()
    {
        _emulator.Enqueue(Reply.Text("as it is"));
        using var http = new HttpClient { DefaultRequestHeaders = { { "Accept-Encoding", "identity" } } };
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("own", _emulator.OpenAICompatible, _emulator.ApiKey), http);

        await client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        Assert.Equal("identity", Assert.Single(_emulator.Requests).Headers["Accept-Encoding"]);
    }

    [Fact]
    public async Task Compression_ThatNobodyUndoes_IsNamed()
    {
        Reply reply = Reply.Raw(200, "application/json", Garbage).WithHeader("Content-Encoding", "gzip, br");
        _emulator.Enqueue(reply, reply);
        using ChatCompletionsClient client = _emulator.CreateClient();
        foreach (Func<Task> call in Calls(client))
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(call);
            Assert.Contains("the content encoding 'gzip, br' is not supported; only gzip is supported", e.Message, StringComparison.Ordinal);
        }
    }

    private Func<Task>[] Calls(ChatCompletionsClient client) =>
    [
        () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token),
        () => client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token),
    ];
}
