using System.Text;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Bodies that say they are compressed and are not.</summary>
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
        using ChatCompletionsClient client = _emulator.Client();
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
        using ChatCompletionsClient client = _emulator.Client();
        foreach (Func<Task> call in Calls(client))
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(call);
            Assert.Equal(200, e.StatusCode);
            Assert.Single(e.Attempts);
        }
    }

    private Func<Task>[] Calls(ChatCompletionsClient client) =>
    [
        () => client.CompleteAsync(EmulatedClient.Request(), _token),
        () => client.StreamAsync(EmulatedClient.Request(), _token).ToCompletionAsync(_token),
    ];
}
