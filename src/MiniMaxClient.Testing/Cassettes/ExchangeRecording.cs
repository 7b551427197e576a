using System.Net;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Collects the response of a request while the client reads it.</summary>
/// <param name="request">The exchange without its response.</param>
/// <param name="options">The settings of the recorder.</param>
/// <param name="store">Stores the exchange; called once.</param>
internal sealed class ExchangeRecording(
    CassetteExchange request, CassetteOptions options, Action<ExchangeRecording, CassetteExchange> store) : IDisposable
{
    private static readonly byte[][] LastEvents =
    [
        "data: [DONE]"u8.ToArray(), "data:[DONE]"u8.ToArray(),
        "event: message_stop\ndata: {\"type\":\"message_stop\"}"u8.ToArray(),
    ];

    private readonly object _lock = new();
    private readonly MemoryStream _body = new();
    private readonly List<CassetteChunk> _chunks = [];
    private CassetteExchange _exchange = request;
    private long _lastTime = options.TimeProvider.GetTimestamp();
    private long? _contentLength;
    private bool _isTruncated;
    private bool _isCompleted;

    /// <summary>Adds the status and headers of the response.</summary>
    public void AddHead(HttpResponseMessage response, IReadOnlyList<CassetteHeader> headers)
    {
        lock (_lock)
        {
            _exchange = _exchange with { Status = (int)response.StatusCode, ResponseHeaders = headers };
            _contentLength = response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified
                ? 0
                : response.Content.Headers.ContentLength;
            AddChunk(0);
        }
    }

    /// <summary>Adds bytes of the body.</summary>
    public void AddBytes(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (_isCompleted || _isTruncated)
                return;
            int length = (int)Math.Min(bytes.Length, options.MaxResponseBytes - _body.Length);
            _isTruncated = length < bytes.Length;
            _body.Write(bytes[..length]);
            AddChunk(length);
        }
    }

    /// <summary>Completes the exchange unless it is completed.</summary>
    public void Complete(ResponseEnd end)
    {
        CassetteExchange exchange;
        lock (_lock)
        {
            if (_isCompleted)
                return;
            _isCompleted = true;
            exchange = _exchange with { ResponseBody = _body.ToArray(), Chunks = _chunks, End = GetEnd(end) };
        }

        store(this, exchange);
    }

    public void Dispose() => _body.Dispose();

    private ResponseEnd GetEnd(ResponseEnd end)
    {
        if (_isTruncated)
            return ResponseEnd.Truncated;
        // A client need not read the end of the body after its last byte or its last event.
        return end == ResponseEnd.Abandoned && (_body.Length == _contentLength || HasLastEvent()) ? ResponseEnd.Complete : end;
    }

    private bool HasLastEvent()
    {
        ReadOnlySpan<byte> body = _body.GetBuffer().AsSpan(0, (int)_body.Length);
        ReadOnlySpan<byte> trimmed = body.TrimEnd("\r\n"u8);
        byte[] end = trimmed[Math.Max(0, trimmed.Length - 100)..].ToArray().Where(static value => value != '\r').ToArray();
        return trimmed.Length < body.Length && Array.Exists(LastEvents, last => end.AsSpan().EndsWith(last));
    }

    private void AddChunk(int length)
    {
        long now = options.TimeProvider.GetTimestamp();
        TimeSpan delay = options.TimeProvider.GetElapsedTime(_lastTime, now);
        _chunks.Add(new((int)Math.Min(delay.TotalMilliseconds, int.MaxValue), length));
        _lastTime = now;
    }
}
