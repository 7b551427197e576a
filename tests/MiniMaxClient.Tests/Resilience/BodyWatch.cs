using System.Text;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Tells when a client waits for more of an answer's body, so that a test can let time pass at that moment.</summary>
internal sealed class BodyWatch(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly object _lock = new();
    private readonly List<(Func<string, bool> IsIt, TaskCompletionSource Source)> _awaited = [];

    /// <summary>A task that ends once the client asks for more after such a text; to be asked for before.</summary>
    public Task WhenWaitingAfter(Func<string, bool> received)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _awaited.Add((received, source));
        return source.Task;
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
        var content = new StreamContent(new Body(this, await response.Content.ReadAsStreamAsync(cancellationToken)));
        foreach ((string name, IEnumerable<string> values) in response.Content.Headers)
            content.Headers.TryAddWithoutValidation(name, values);
        response.Content = content;
        return response;
    }

    private void OnWait(string received)
    {
        lock (_lock)
        {
            foreach ((_, TaskCompletionSource source) in _awaited.Where(awaited => awaited.IsIt(received)))
                source.TrySetResult();
        }
    }

    private sealed class Body(BodyWatch watch, Stream stream) : ReadOnlyStream
    {
        private readonly StringBuilder _received = new();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            watch.OnWait(_received.ToString());
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
