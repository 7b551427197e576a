using System.Net;
using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class RecordingStreamTests : IDisposable
{
    private readonly List<CassetteExchange> _completed = [];
    private readonly ExchangeRecording _recording;

    public RecordingStreamTests() =>
        _recording = new(new() { Number = 1, Method = "GET", Path = "/", Status = 200 }, new(), (_, exchange) => _completed.Add(exchange));

    public void Dispose() => _recording.Dispose();

    [Fact]
    public async Task ReadAsync_ToTheEnd_IsComplete()
    {
        using RecordingStream stream = new(new MemoryStream("abc"u8.ToArray()), _recording);
        byte[] buffer = new byte[2];

        Assert.Equal(0, await stream.ReadAsync(Memory<byte>.Empty, Wire.Token));
        Assert.Equal(2, await stream.ReadAsync(buffer, Wire.Token));
        Assert.Equal(1, await stream.ReadAsync(buffer.AsMemory(), Wire.Token));
        Assert.Empty(_completed);
        Assert.Equal(0, await stream.ReadAsync(buffer, Wire.Token));

        AssertCompleted("abc", ResponseEnd.Complete);
    }

    [Fact]
    public void Read_ToTheEnd_IsComplete()
    {
        using RecordingStream stream = new(new MemoryStream("abc"u8.ToArray()), _recording);
        using MemoryStream copy = new();

        stream.CopyTo(copy);

        Assert.Equal("abc"u8.ToArray(), copy.ToArray());
        AssertCompleted("abc", ResponseEnd.Complete);
    }

    [Fact]
    public async Task ReadAsync_Fails_IsCut()
    {
        using RecordingStream stream = new(new PendingStream(Task.FromException<int>(new HttpIOException(HttpRequestError.ResponseEnded))), _recording);

        await Assert.ThrowsAsync<HttpIOException>(async () => await stream.ReadExactlyAsync(new byte[2], Wire.Token));

        AssertCompleted("", ResponseEnd.Cut);
    }

    [Fact]
    public async Task ReadAsync_Canceled_IsCanceled()
    {
        using RecordingStream stream = new(new PendingStream(new TaskCompletionSource<int>().Task), _recording);
        using CancellationTokenSource source = new();
        ValueTask<int> reading = stream.ReadAsync(new byte[2], source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reading);
        AssertCompleted("", ResponseEnd.Canceled);
    }

    [Fact]
    public void Dispose_BeforeTheEnd_IsAbandoned()
    {
        RecordingStream stream = new(new MemoryStream("abc"u8.ToArray()), _recording);
        stream.ReadByte();

        stream.Dispose();

        AssertCompleted("a", ResponseEnd.Abandoned);
    }

    [Fact]
    public void Dispose_WhileReading_IsCanceled()
    {
        RecordingStream stream = new(new PendingStream(new TaskCompletionSource<int>().Task), _recording);
        _ = stream.ReadAsync(new byte[2], CancellationToken.None).AsTask();

        stream.Dispose();

        AssertCompleted("", ResponseEnd.Canceled);
    }

    private void AssertCompleted(string body, ResponseEnd end)
    {
        CassetteExchange exchange = Assert.Single(_completed);
        Assert.Equal((body, end), (Encoding.UTF8.GetString(exchange.ResponseBody.Span), exchange.End));
    }

    private sealed class PendingStream(Task<int> reading) : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await reading.WaitAsync(cancellationToken);
    }
}
