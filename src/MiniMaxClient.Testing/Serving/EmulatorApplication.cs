using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Serving;

/// <summary>Handles requests: finds the provider, records the request, dequeues a reply and sends it.</summary>
/// <param name="dialects">The providers.</param>
/// <param name="options">The settings.</param>
/// <param name="stopping">The token that is canceled when the server stops.</param>
/// <param name="replay">The cassette whose responses are sent in place of those of the providers; null for none.</param>
internal sealed class EmulatorApplication(
    IReadOnlyList<Dialect> dialects, MiniMaxEmulatorOptions options, CancellationToken stopping, CassetteReplay? replay = null)
    : IHttpApplication<HttpContext>
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

    /// <summary>Ends pending reads of <see cref="ArrivedRequests"/>.</summary>
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
            Dialect? dialect = replay is null
                ? dialects.FirstOrDefault(candidate => candidate.IsOwnPath(context.Request.Path))
                : null;
            EmulatedCall call = await ReadRequestAsync(context.Request, dialect, ending.Token).ConfigureAwait(false);
            Reply? reply = dialect?.AuthorizeAndValidate(call) is { } rejection
                ? Reply.FromContent(rejection)
                : dialect?.EnforceRateLimit(call);
            (request, reply) = RecordRequest(context.Request, call, dialect, reply);
            if (replay is not null)
            {
                string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
                await replay.RespondAsync(context, request, target, ending.Token).ConfigureAwait(false);
                return;
            }

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
        HttpContext context, Dialect? dialect, EmulatedCall call, RecordedRequest request, Reply reply,
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
        ResponseSender sender = new(context, response, reply.Faults, options.TimeProvider);
        await sender.SendAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<EmulatedCall> ReadRequestAsync(HttpRequest request, Dialect? dialect, CancellationToken cancellationToken)
    {
        using MemoryStream body = new();
        await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        request.Path.StartsWithSegments(dialect?.RootPath ?? "", out PathString path);
        return new EmulatedCall
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

    /// <summary>Records a request and dequeues its reply, unless it has been rejected.</summary>
    private (RecordedRequest Request, Reply? Reply) RecordRequest(
        HttpRequest request, EmulatedCall call, Dialect? dialect, Reply? reply)
    {
        RecordedRequest recorded = new()
        {
            Provider = dialect?.Name ?? "",
            Method = call.Method,
            Path = call.Path + request.QueryString,
            Headers = Redaction.RedactHeaders(request.Headers),
            HasValidKey = dialect?.HasValidKey(call) ?? false,
            KeyIndex = dialect?.FindKeyIndex(call),
            Body = call.Body,
        };

        // Recording and dequeuing are atomic: once a test sees a request, no later request can dequeue its reply.
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
