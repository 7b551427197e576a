using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Serving;

/// <summary>The handling of requests: record, find the provider, take a reply from the queue, deliver.</summary>
internal sealed class EmulatorApplication(IReadOnlyList<Dialect> dialects, TimeProvider clock, CancellationToken stopping)
    : IHttpApplication<HttpContext>
{
    private readonly ConcurrentQueue<Reply> _replies = new();
    private readonly Channel<RecordedRequest> _arrivals = Channel.CreateUnbounded<RecordedRequest>();
    private readonly List<RecordedRequest> _requests = [];
    private int _count;

    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public ChannelReader<RecordedRequest> Arrivals => _arrivals.Reader;

    public void Enqueue(Reply reply) => _replies.Enqueue(reply);

    /// <summary>Ends the wait of those who wait for a request.</summary>
    public void Close() => _arrivals.Writer.TryComplete();

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        RecordedRequest? request = null;
        try
        {
            Dialect? dialect = dialects.FirstOrDefault(one => one.Owns(context.Request.Path));
            Call call = await ReadAsync(context.Request, dialect, ending.Token).ConfigureAwait(false);
            request = Record(context.Request, call, dialect);
            await AnswerAsync(context, dialect, call, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            if (!stopping.IsCancellationRequested)
                request?.MarkAborted();
            context.Abort();
        }
        finally
        {
            request?.MarkEnded();
        }
    }

    private async Task AnswerAsync(HttpContext context, Dialect? dialect, Call call, CancellationToken cancellationToken)
    {
        if (dialect is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("No provider has this base address.", cancellationToken).ConfigureAwait(false);
            return;
        }

        ReplyContent.Error? refusal = dialect.Refusal(call);
        Reply reply = refusal is not null ? Reply.Of(refusal) : _replies.TryDequeue(out Reply? queued) ? queued : Reply.Default;
        if (reply.Content is ReplyContent.Nothing)
        {
            context.Abort();
            return;
        }

        Delivery delivery = new(context, dialect.Respond(call, reply), reply.Faults, clock);
        await delivery.SendAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<Call> ReadAsync(HttpRequest request, Dialect? dialect, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        request.Path.StartsWithSegments(dialect?.Root ?? "", out PathString path);
        return new Call
        {
            Number = Interlocked.Increment(ref _count),
            Method = request.Method,
            Path = path.Value ?? "",
            Query = request.Query,
            Headers = request.Headers,
            Body = body.ToArray(),
            Now = clock.GetUtcNow(),
        };
    }

    private RecordedRequest Record(HttpRequest request, Call call, Dialect? dialect)
    {
        RecordedRequest recorded = new()
        {
            Provider = dialect?.Name ?? "",
            Method = call.Method,
            Path = call.Path + request.QueryString,
            Headers = Redaction.Of(request.Headers),
            HasValidKey = dialect?.HasValidKey(call) ?? false,
            Body = call.Body,
        };
        lock (_requests)
            _requests.Add(recorded);
        _arrivals.Writer.TryWrite(recorded);
        return recorded;
    }
}
