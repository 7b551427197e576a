using System.Text;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Reports when a client waits for more of a response body, so that a test can advance the clock then.</summary>
internal sealed class ResponseReadObserver(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly object _lock = new();
    private readonly List<(Func<string, bool> IsMatch, TaskCompletionSource Source)> _waiters = [];

    /// <summary>Returns a task that completes when the client reads again after a text. Call it before that read.</summary>
    public Task WhenReadPendingAfter(Func<string, bool> isMatch)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _waiters.Add((isMatch, source));
        return source.Task;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        var content = new StreamContent(new ObservedStream(this, await response.Content.ReadAsStreamAsync(cancellationToken)));
        foreach ((string name, IEnumerable<string> values) in response.Content.Headers)
            content.Headers.TryAddWithoutValidation(name, values);
        response.Content = content;
        return response;
    }

    private void NotifyReadPending(string received)
    {
        lock (_lock)
        {
            foreach ((_, TaskCompletionSource source) in _waiters.Where(awaited => awaited.IsMatch(received)))
                source.TrySetResult();
        }
    }

    private sealed class ObservedStream(ResponseReadObserver observer, Stream stream) : ReadOnlyStream
    {
        private readonly StringBuilder _received = new();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            observer.NotifyReadPending(_received.ToString());
            int count = await stream.ReadAsync(buffer, cancellationToken);
            _received.Append(Encoding.UTF8.GetString(buffer.Span[..count]));
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
