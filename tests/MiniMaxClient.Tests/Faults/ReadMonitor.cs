using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>Reports when a client waits for more data of a response, so that a test can advance its clock.</summary>
/// <remarks>Monitors one request at a time; reads of earlier requests, which the client has abandoned, do not count.</remarks>
internal sealed class ReadMonitor(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly object _lock = new();
    private readonly List<(long Bytes, TaskCompletionSource<bool> Source)> _waiters = [];
    private int _request;
    private long _bytesRead;
    private bool _isReadPending;
    private bool _isEnded;

    /// <summary>
    /// Completes with true when the client has read this number of bytes and waits for more; with false when it has disposed the
    /// body.
    /// </summary>
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

    private sealed class MonitoredStream(ReadMonitor monitor, int request, Stream inner) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = 0;
            ValueTask<int> readTask = inner.ReadAsync(buffer, cancellationToken);
            if (!readTask.IsCompleted)
                monitor.RecordRead(request, isReadPending: true);
            try
            {
                return read = await readTask;
            }
            finally
            {
                monitor.RecordRead(request, isReadPending: false, read);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                monitor.RecordRead(request, isReadPending: false, isEnded: true);
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
