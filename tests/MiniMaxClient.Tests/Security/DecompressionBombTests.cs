using System.Net;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Security;

/// <summary>Tests that a response that decompresses without end fails at a limit.</summary>
[Collection(nameof(RunsAlone))]
public sealed class DecompressionBombTests
{
    private const int Bound = 1024 * 1024;

    // Buffers double up to the limit; the server and the platform have their own.
    private const long MemoryBound = 32 * Bound;

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string, string> Cases { get; } =
        [("gzip", "openai"), ("gzip", "anthropic"), ("br", "openai"), ("br", "anthropic")];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task CompleteAsync_EndlessBody_ThrowsAtTheLimit(string encoding, string adapter) => AssertEndsAsync(
        new(encoding, "{\"id\":\"", " "), adapter, "application/json", stream: false, $"the body is longer than {Bound} bytes");

    [Theory]
    [MemberData(nameof(Cases))]
    public Task StreamAsync_EndlessNonStreamingBody_ThrowsAtTheLimit(string encoding, string adapter) => AssertEndsAsync(
        new(encoding, "{", " "), adapter, "application/json", stream: true, $"the body is longer than {Bound} bytes");

    [Theory]
    [MemberData(nameof(Cases))]
    public Task StreamAsync_EndlessEvent_ThrowsAtTheLimit(string encoding, string adapter) => AssertEndsAsync(
        new(encoding, "data: {", "x"), adapter, "text/event-stream", stream: true, $"longer than {Bound} bytes");

    [Theory]
    [MemberData(nameof(Cases))]
    public Task StreamAsync_EndlessStream_ThrowsAtTheLimit(string encoding, string adapter) => AssertEndsAsync(
        new(encoding, ": hello\n\n", ": keep-alive\n\n"),
        adapter,
        "text/event-stream",
        stream: true,
        $"longer than {8 * Bound} bytes");

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task CompleteAsync_EndlessErrorBody_ReportsTheStatus(string encoding, string adapter)
    {
        foreach (bool stream in (bool[])[false, true])
        {
            var e = Assert.IsType<MiniMaxInvalidRequestException>(await FailAsync(
                new(encoding, "{\"error\":{\"message\":\"", "x"), adapter, 400, "application/json", stream));
            Assert.Equal(400, e.StatusCode);
            Assert.InRange(e.Message.Length, 1, 2048);
            Assert.InRange(e.ResponseExcerpt!.Length, 1, 1025);
        }
    }

    private async Task AssertEndsAsync(CompressionBomb bomb, string adapter, string contentType, bool stream, string message)
    {
        var e = Assert.IsType<MiniMaxInvalidResponseException>(await FailAsync(bomb, adapter, 200, contentType, stream));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.False(e.IsTransient);
        Assert.Single(e.Attempts);
    }

    private async Task<MiniMaxException> FailAsync(CompressionBomb bomb, string adapter, int status, string contentType, bool stream)
    {
        await using var server = FaultServer.Start(bomb.ToScript(status, contentType));
        // Brotli is decompressed by the caller's HttpClient, which has no limit.
        using var http = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.Brotli });
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, adapter),
            http,
            new() { MaxResponseBytes = Bound, MaxEventBytes = Bound, MaxStreamBytes = 8 * Bound });
        long before = GC.GetTotalAllocatedBytes(precise: true);

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => stream
            ? client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token)
            : client.CompleteAsync("Hi", MiniMaxModels.M2, _token));

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, MemoryBound);
        http.Dispose();
        await server.Requests[0].WhenClientClosed.WaitAsync(_token);
        return e;
    }
}
