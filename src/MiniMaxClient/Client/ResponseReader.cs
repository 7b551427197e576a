using System.IO.Compression;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>Reads the body of a response as one value, as a stream of chunks or as an error.</summary>
/// <param name="state">The client.</param>
/// <param name="response">The response.</param>
/// <param name="monitor">The monitor of the attempt's timeouts.</param>
/// <param name="attemptSignal">The signal that cancels the reads.</param>
internal sealed class ResponseReader(
    ClientState state, HttpResponseMessage response, TimeoutMonitor monitor, CancellationSignal attemptSignal) : IDisposable
{
    private const int MaxErrorBodyBytes = 64 * 1024;

    private readonly DateTimeOffset _receivedAt = state.Clock.GetUtcNow();

    /// <summary>Whether the status is 2xx: AIML API responds with 201 to some requests.</summary>
    public bool IsSuccess => response.IsSuccessStatusCode;

    /// <summary>The body; null before it is opened.</summary>
    public IdleTimeoutStream? Body { get; private set; }

    /// <summary>Reads the complete body and parses it.</summary>
    /// <param name="parseBody">The delegate that parses the body.</param>
    public async ValueTask<T> ReadBodyAsync<T>(Func<ProviderResponse, T> parseBody)
    {
        int maxBytes = state.Options.MaxResponseBytes;
        using var buffer = new ResponseBuffer(response.Content.Headers.ContentLength);
        IdleTimeoutStream body = await OpenBodyAsync().ConfigureAwait(false);
        if (!await AwaitDecompressedReadAsync(buffer.ReadToEndAsync(body, maxBytes)).ConfigureAwait(false))
            throw ErrorFactory.InvalidResponse(state.Adapter.Name, $"the body is longer than {maxBytes} bytes");
        return parseBody(CreateProviderResponse(buffer.WrittenMemory));
    }

    /// <summary>Reads the body as chunks. The body, not its <c>Content-Type</c>, determines whether it is a stream.</summary>
    public async ValueTask<IAsyncEnumerator<ChatCompletionChunk>> ReadChunksAsync()
    {
        IdleTimeoutStream body = await OpenBodyAsync().ConfigureAwait(false);
        byte? first = await AwaitDecompressedReadAsync(body.PeekFirstByteAsync()).ConfigureAwait(false);
        ProviderResponse head = CreateProviderResponse(default);
        if ((first is null && head.MediaType != "text/event-stream") || first is (byte)'{' or (byte)'[' or (byte)'"' or (byte)'<')
        {
            // Not an event stream although one was requested: usually an error, or a complete response.
            ChatCompletion completion = await ReadBodyAsync(state.Adapter.ReadCompletion).ConfigureAwait(false);
            return ToChunksAsync(completion).GetAsyncEnumerator(CancellationToken.None);
        }

        body.MaxBytes = state.Options.MaxStreamBytes;
        return state.Adapter.ReadChunksAsync(head, body, attemptSignal.Token).GetAsyncEnumerator(attemptSignal.Token);
    }

    /// <summary>Reads the body as an error.</summary>
    /// <param name="caller">The caller's tokens.</param>
    public async ValueTask<MiniMaxException> ReadErrorAsync(CallerCancellationTokens caller)
    {
        using var buffer = new ResponseBuffer();
        try
        {
            await buffer.ReadToEndAsync(await OpenBodyAsync().ConfigureAwait(false), MaxErrorBodyBytes).ConfigureAwait(false);
        }
        catch (Exception) when (!caller.IsCanceled)
        {
            // Cut off, slow or badly compressed: the error is read from the bytes received so far and from the status.
        }

        return state.Adapter.ReadError(CreateProviderResponse(buffer.WrittenMemory));
    }

    /// <summary>Releases the body and the response.</summary>
    public void Dispose()
    {
        if (Body is not null)
            Body.Dispose();
        else
            response.Dispose();
    }

    /// <summary>Opens the body, decompressed.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">The content encoding is not supported.</exception>
    private async ValueTask<IdleTimeoutStream> OpenBodyAsync()
    {
        if (Body is not null)
            return Body;
        string encoding = response.Content.Headers.Contains("Content-Encoding")
            ? string.Join(", ", response.Content.Headers.ContentEncoding.Where(static name => name != "identity"))
            : "";
        // RFC 9110, section 8.4.1.3: x-gzip is gzip.
        bool isGzip = encoding.Equals(PreparedHttpRequest.AcceptedEncoding, StringComparison.OrdinalIgnoreCase)
            || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
        if (!isGzip && encoding.Length > 0)
        {
            throw ErrorFactory.InvalidResponse(
                state.Adapter.Name,
                $"the content encoding '{Redaction.RedactQuote(encoding)}' is not supported; only gzip is supported");
        }

#if NETSTANDARD2_0
        Task<Stream> openTask = response.Content.ReadAsStreamAsync();
#else
        Task<Stream> openTask = response.Content.ReadAsStreamAsync(attemptSignal.Token);
#endif
        Stream body = await attemptSignal.WaitAsync(openTask).ConfigureAwait(false);
        return Body = new(isGzip ? new GZipStream(body, CompressionMode.Decompress) : body, response, monitor, attemptSignal);
    }

    /// <summary>Awaits a read of the body, and maps an error of the decompression.</summary>
    private async ValueTask<T> AwaitDecompressedReadAsync<T>(ValueTask<T> readTask)
    {
        try
        {
            return await readTask.ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw ErrorFactory.InvalidResponse(state.Adapter.Name, e.Message, e);
        }
    }

    private ProviderResponse CreateProviderResponse(ReadOnlyMemory<byte> body) => new()
    {
        StatusCode = (int)response.StatusCode,
        Headers = response.Headers,
        MediaType = response.Content.Headers.ContentType?.MediaType,
        ReceivedAt = _receivedAt,
        MaxEventBytes = state.Options.MaxEventBytes,
        MaxDepth = state.Options.MaxDepth,
        MaxToolCalls = state.Options.MaxToolCalls,
        Body = body,
    };

    private static async IAsyncEnumerable<ChatCompletionChunk> ToChunksAsync(ChatCompletion completion)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return ChatCompletionChunk.FromCompletion(completion);
    }
}
