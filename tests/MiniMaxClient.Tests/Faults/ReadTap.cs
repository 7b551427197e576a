using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>Tells when a client waits for more of an answer than has come: the moment to move its clock on.</summary>
/// <remarks>For one request at a time; reads of earlier ones, which the client has abandoned, do not count.</remarks>
internal sealed class ReadTap(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly object _lock = new();
    private readonly List<(long Bytes, TaskCompletionSource<bool> Source)> _awaited = [];
    private int _request;
    private long _read;
    private bool _isWaiting;
    private bool _isOver;

    /// <summary>True once the client has read so much of the body and waits for more; false once it wants no more.</summary>
    public Task<bool> WhenWaiting(long bytes)
    {
        var source = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _awaited.Add((bytes, source));
        Tell();
        return source.Task;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int number;
        lock (_lock)
        {
            number = ++_request;
            _awaited.Clear();
            _read = 0;
            _isWaiting = _isOver = false;
        }

        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        var content = new StreamContent(new TappedStream(this, number, await response.Content.ReadAsStreamAsync(cancellationToken)));
        foreach (KeyValuePair<string, IEnumerable<string>> header in response.Content.Headers)
            content.Headers.TryAddWithoutValidation(header.Key, header.Value);
        response.Content = content;
        return response;
    }

    private void Note(int request, bool isWaiting, int read = 0, bool isOver = false)
    {
        lock (_lock)
        {
            if (request != _request)
                return;
            _isWaiting = isWaiting;
            _read += read;
            _isOver |= isOver;
        }

        Tell();
    }

    private void Tell()
    {
        lock (_lock)
        {
            foreach ((long bytes, TaskCompletionSource<bool> source) in _awaited)
            {
                if (_isOver || (_isWaiting && _read == bytes))
                    source.TrySetResult(!_isOver);
            }

            _awaited.RemoveAll(static awaited => awaited.Source.Task.IsCompleted);
        }
    }

    private sealed class TappedStream(ReadTap tap, int request, Stream inner) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = 0;
            ValueTask<int> reading = inner.ReadAsync(buffer, cancellationToken);
            if (!reading.IsCompleted)
                tap.Note(request, isWaiting: true);
            try
            {
                return read = await reading;
            }
            finally
            {
                tap.Note(request, isWaiting: false, read);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                tap.Note(request, isWaiting: false, isOver: true);
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
