using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Serving;

/// <summary>The handling of requests: record, find the provider, take a reply from the queue, deliver.</summary>
internal sealed class EmulatorApplication(
    IReadOnlyList<Dialect> dialects, MiniMaxEmulatorOptions options, CancellationToken stopping) : IHttpApplication<HttpContext>
{
    private readonly ConcurrentQueue<Reply> _replies = new();
    private readonly Channel<RecordedRequest> _arrivedRequests = Channel.CreateUnbounded<RecordedRequest>();
    private readonly Queue<RecordedRequest> _requests = new();
    private int _requestCount;

    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public ChannelReader<RecordedRequest> ArrivedRequests => _arrivedRequests.Reader;

    public void EnqueueReply(Reply reply) => _replies.Enqueue(reply);

    /// <summary>Ends the wait of those who wait for a request.</summary>
    public void CompleteArrivedRequests() => _arrivedRequests.Writer.TryComplete();

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
            Dialect? dialect = dialects.FirstOrDefault(one => one.IsOwnPath(context.Request.Path));
            Call call = await ReadRequestAsync(context.Request, dialect, ending.Token).ConfigureAwait(false);
            Reply? reply = dialect?.AuthorizeAndValidate(call) is { } refusal ? Reply.FromContent(refusal) : null;
            (request, reply) = RecordRequest(context.Request, call, dialect, reply);
            if (dialect is not null)
                reply ??= options.Responder?.Invoke(request);
            await SendReplyAsync(context, dialect, call, request, reply ?? Reply.Default(), ending.Token).ConfigureAwait(false);
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

    private async Task SendReplyAsync(
        HttpContext context, Dialect? dialect, Call call, RecordedRequest request, Reply reply,
        CancellationToken cancellationToken)
    {
        if (dialect is null)
        {
            request.Status = StatusCodes.Status404NotFound;
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("No provider has this base address.", cancellationToken).ConfigureAwait(false);
            return;
        }

        if (reply.Content is ReplyContent.Disconnect)
        {
            context.Abort();
            return;
        }

        EmulatorResponse response = dialect.CreateReplyResponse(call, reply);
        request.Status = response.Status;
        ResponseSender delivery = new(context, response, reply.Faults, options.TimeProvider);
        await delivery.SendAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<Call> ReadRequestAsync(HttpRequest request, Dialect? dialect, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        request.Path.StartsWithSegments(dialect?.RootPath ?? "", out PathString path);
        return new Call
        {
            Number = Interlocked.Increment(ref _requestCount),
            Method = request.Method,
            Path = path.Value ?? "",
            Query = request.Query,
            Headers = request.Headers,
            Body = body.ToArray(),
            Now = options.TimeProvider.GetUtcNow(),
        };
    }

    /// <summary>Records a request and takes its reply from the queue, unless it is to have another.</summary>
    private (RecordedRequest Request, Reply? Reply) RecordRequest(HttpRequest request, Call call, Dialect? dialect, Reply? reply)
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

        // In one: who sees a request arrive may count on the next one not taking its reply.
        lock (_requests)
        {
            _requests.Enqueue(recorded);
            if (_requests.Count > options.MaxRecordedRequests)
                _requests.Dequeue();
            if (reply is null && dialect is not null)
                _replies.TryDequeue(out reply);
            _arrivedRequests.Writer.TryWrite(recorded);
        }

        return (recorded, reply);
    }
}
