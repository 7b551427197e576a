using Microsoft.AspNetCore.Http;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Sends a recorded response in the recorded pieces.</summary>
internal sealed class ReplaySender(HttpContext context, CassetteExchange exchange, CassetteReplayOptions options)
{
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        if (exchange.Status is null)
        {
            await EndAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        IReadOnlyList<CassetteChunk> chunks = exchange.Chunks;
        if (chunks.Count == 0)
            chunks = [new(0, exchange.ResponseBody.Length)];
        bool hasHead = false;
        int position = 0;
        foreach (CassetteChunk chunk in chunks)
        {
            if (options.UseRecordedDelays && chunk.DelayMilliseconds > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(chunk.DelayMilliseconds), options.TimeProvider, cancellationToken)
                    .ConfigureAwait(false);
            }

            if (!hasHead)
                SetHead(exchange.Status.Value);
            hasHead = true;
            await context.Response.Body.WriteAsync(exchange.ResponseBody.Slice(position, chunk.Length), cancellationToken)
                .ConfigureAwait(false);
            await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            position += chunk.Length;
        }

        await EndAsync(cancellationToken).ConfigureAwait(false);
    }

    private void SetHead(int status)
    {
        context.Response.StatusCode = status;
        foreach (CassetteHeader header in exchange.ResponseHeaders)
            context.Response.Headers.Append(header.Name, header.Value);
        bool isStream = context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase) == true;
        if (!isStream && exchange.End == ResponseEnd.Complete && status is not (204 or 205 or 304))
            context.Response.ContentLength = exchange.ResponseBody.Length;
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        if (exchange.End == ResponseEnd.Complete)
            return;
        // The server was silent until the client canceled; it is again.
        if (exchange.End == ResponseEnd.Canceled)
            await Task.Delay(Timeout.InfiniteTimeSpan, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        if (exchange.Status is null)
            context.Abort();
        else
            throw new ConnectionCutException();
    }
}
