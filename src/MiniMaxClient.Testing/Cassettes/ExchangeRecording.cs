using System.Net;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Collects the response of a request while the client reads it.</summary>
/// <param name="request">The exchange without its response.</param>
/// <param name="options">The settings of the recorder.</param>
/// <param name="store">Stores the exchange; called once.</param>
internal sealed class ExchangeRecording(
    CassetteExchange request, CassetteRecorderOptions options, Action<ExchangeRecording, CassetteExchange> store) : IDisposable
{
    private readonly object _lock = new();
    private readonly MemoryStream _body = new();
    private readonly List<CassetteChunk> _chunks = [];
    private CassetteExchange _exchange = request;
    private readonly long _startTime = options.TimeProvider.GetTimestamp();
    private long _recordedMilliseconds;
    private long? _contentLength;
    private bool _isTruncated;
    private bool _isCompleted;

    /// <summary>Adds the status and headers of the response.</summary>
    public void AddHead(HttpResponseMessage response, IReadOnlyList<CassetteHeader> headers)
    {
        lock (_lock)
        {
            if (_isCompleted)
                return;
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
            exchange = _exchange with { ResponseBody = _body.ToArray(), Chunks = [.. _chunks], End = GetEnd(end) };
        }

        store(this, exchange);
    }

    public void Dispose() => _body.Dispose();

    private ResponseEnd GetEnd(ResponseEnd end)
    {
        if (_isTruncated)
            return ResponseEnd.Truncated;
        if (end != ResponseEnd.Abandoned)
            return end;
        // The recorder was disposed of while the client waited for the response.
        if (_exchange.Status is null)
            return ResponseEnd.Canceled;
        // A client need not read the end of the body after its last byte.
        return _body.Length == _contentLength ? ResponseEnd.Complete : end;
    }

    private void AddChunk(int length)
    {
        // Since the request, so that the fractions that are not recorded do not add up.
        double elapsed = options.TimeProvider.GetElapsedTime(_startTime).TotalMilliseconds;
        int delay = (int)Math.Clamp(elapsed - _recordedMilliseconds, 0, int.MaxValue);
        _chunks.Add(new(delay, length));
        _recordedMilliseconds += delay;
    }
}
