using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>Tells when a client waits for more of an answer than has come: the moment to move its clock on.</summary>
/// <remarks>For one request at a time; reads of earlier ones, which the client has abandoned, do not count.</remarks>
internal sealed class ReadMonitor(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly object _lock = new();
    private readonly List<(long Bytes, TaskCompletionSource<bool> Source)> _waiters = [];
    private int _request;
    private long _bytesRead;
    private bool _isReadPending;
    private bool _isEnded;

    /// <summary>True once the client has read so much of the body and waits for more; false once it wants no more.</summary>
    public Task<bool> WhenReadPending(long bytes)
    {
        var source = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _waiters.Add((bytes, source));
        NotifyWaiters();
        return source.Task;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int number;
        lock (_lock)
        {
            number = ++_request;
            _waiters.Clear();
            _bytesRead = 0;
            _isReadPending = _isEnded = false;
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        var content = new StreamContent(new MonitoredStream(this, number, await response.Content.ReadAsStreamAsync(cancellationToken)));
        foreach (KeyValuePair<string, IEnumerable<string>> header in response.Content.Headers)
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        response.Content = content;
        return response;
    }

    private void RecordRead(int request, bool isReadPending, int read = 0, bool isEnded = false)
    {
        lock (_lock)
        {
            if (request != _request)
                return;
            _isReadPending = isReadPending;
            _bytesRead += read;
            _isEnded |= isEnded;
        }

        NotifyWaiters();
    }

    private void NotifyWaiters()
    {
        lock (_lock)
        {
            foreach ((long bytes, TaskCompletionSource<bool> source) in _waiters)
            {
                if (_isEnded || (_isReadPending && _bytesRead == bytes))
                    source.TrySetResult(!_isEnded);
            }

            _waiters.RemoveAll(static awaited => awaited.Source.Task.IsCompleted);
        }
    }

    private sealed class MonitoredStream(ReadMonitor tap, int request, Stream inner) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = 0;
            ValueTask<int> reading = inner.ReadAsync(buffer, cancellationToken);
            if (!reading.IsCompleted)
                tap.RecordRead(request, isReadPending: true);
            try
            {
                return read = await reading;
            }
            finally
            {
                tap.RecordRead(request, isReadPending: false, read);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                tap.RecordRead(request, isReadPending: false, isEnded: true);
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
