using Microsoft.AspNetCore.Http;

namespace MiniMaxClient.Testing.Serving;

/// <summary>Sends a response, flushing each event, and applies the faults of the reply.</summary>
internal sealed class ResponseSender(HttpContext context, EmulatorResponse response, ResponseFaults faults, TimeProvider clock)
{
    private long _remainingBytes = faults.CutAfterBytes ?? long.MaxValue;

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        await DelayAsync(faults.Delay, cancellationToken).ConfigureAwait(false);
        await ApplyFaultsAsync(ResponseFaults.BeforeHeaders, cancellationToken).ConfigureAwait(false);
        await WriteHeadersAsync(cancellationToken).ConfigureAwait(false);
        await ApplyFaultsAsync(0, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < response.Chunks.Count; i++)
        {
            if (i > 0)
                await DelayAsync(faults.ChunkDelay, cancellationToken).ConfigureAwait(false);
            await WriteBytesAsync(response.Chunks[i], cancellationToken).ConfigureAwait(false);
            await ApplyFaultsAsync(i + 1, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteHeadersAsync(CancellationToken cancellationToken)
    {
        context.Response.StatusCode = response.Status;
        if (response.HasBody)
            context.Response.ContentType = response.ContentType;
        foreach ((string name, string value) in response.Headers)
            context.Response.Headers[name] = value;
        if (response.IsStream)
            context.Response.Headers.CacheControl = "no-cache";
        else if (response.HasBody)
            context.Response.ContentLength = response.Chunks.Sum(chunk => (long)chunk.Length);
        await WriteBytesAsync(response.Preamble, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Applies the faults that are due after a number of events.</summary>
    private async Task ApplyFaultsAsync(int sentEvents, CancellationToken cancellationToken)
    {
        foreach ((int afterEvents, Task until) in faults.Holds)
        {
            if (afterEvents == sentEvents)
                await until.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (faults.StallAfterEvents == sentEvents)
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancellationToken).ConfigureAwait(false);
        if (faults.CutAfterEvents == sentEvents)
            throw new ConnectionCutException();
    }

    private async Task WriteBytesAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        int count = (int)Math.Min(bytes.Length, _remainingBytes);
        _remainingBytes -= count;
        await context.Response.Body.WriteAsync(bytes[..count], cancellationToken).ConfigureAwait(false);
        // The flush sends the headers, even if no bytes were written.
        await context.Response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        // Kestrel does not report that the client has disconnected when bytes are written.
        cancellationToken.ThrowIfCancellationRequested();
        if (_remainingBytes == 0)
            throw new ConnectionCutException();
    }

    private Task DelayAsync(TimeSpan time, CancellationToken cancellationToken) =>
        time == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(time, clock, cancellationToken);
}
