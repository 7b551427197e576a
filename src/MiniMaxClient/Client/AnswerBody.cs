using System.IO.Compression;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>The body of an answer, read as a whole, as a stream or as an error.</summary>
/// <param name="channel">The client.</param>
/// <param name="response">The answer.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class AnswerBody(ProviderChannel channel, HttpResponseMessage response, CancellationToken cancellationToken)
{
    private const int MaxErrorBytes = 64 * 1024;

    private static readonly TimeSpan ErrorBodyLimit = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _receivedAt = channel.Clock.GetUtcNow();

    /// <summary>Whether it is the answer that was asked for, and not an error.</summary>
    /// <remarks>Any 2xx is success: AIML API was seen to answer 201.</remarks>
    public bool IsSuccess => response.IsSuccessStatusCode;

    /// <summary>Reads the whole answer.</summary>
    /// <param name="read">What reads its bytes.</param>
    /// <param name="opened">The stream that it comes in, where it is open already.</param>
    public async ValueTask<T> ReadAsync<T>(Func<ProviderResponse, T> read, Stream? opened = null)
    {
        int maxBytes = channel.Options.MaxResponseBytes;
        using Stream stream = opened ?? await OpenAsync().ConfigureAwait(false);
        using var body = new ResponseBody(response.Content.Headers.ContentLength);
        try
        {
            if (!await body.ReadAsync(stream, maxBytes, cancellationToken).ConfigureAwait(false))
                throw ErrorFactory.InvalidResponse(channel.Adapter.Name, $"the body is longer than {maxBytes} bytes");
        }
        catch (Exception e) when (e is InvalidDataException or (InvalidOperationException and not ObjectDisposedException))
        {
            throw BrokenCompression(e);
        }

        return read(Head(body.Memory));
    }

    /// <summary>Reads the answer as chunks.</summary>
    /// <param name="guarded">The answer, open.</param>
    public async ValueTask<IAsyncEnumerator<ChatCompletionChunk>> ReadChunksAsync(GuardedStream guarded)
    {
        // The body determines how it is read: hosts label JSON as a stream, and streams as JSON.
        var stream = new PeekedStream(guarded);
        ProviderResponse head = Head(default);
        byte? first = await PeekAsync(stream).ConfigureAwait(false);
        if ((first is null && head.MediaType != "text/event-stream") || first is (byte)'{' or (byte)'[' or (byte)'"' or (byte)'<')
        {
            // Not a stream of events although one was requested: an error most times, or the whole response at once.
            ChatCompletion completion = await ReadAsync(channel.Adapter.ReadCompletion, stream).ConfigureAwait(false);
            return One(ChatCompletionChunk.FromCompletion(completion)).GetAsyncEnumerator(CancellationToken.None);
        }

        guarded.MaxBytes = channel.Options.MaxStreamBytes;
        return channel.Adapter.ReadChunksAsync(head, stream, cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>Reads the answer as an error.</summary>
    /// <param name="caller">Who may end the reading and knows of it.</param>
    public async ValueTask<MiniMaxException> ReadErrorAsync(CallerTokens caller)
    {
        using var body = new ResponseBody();
        using CancellationTokenSource patience = channel.Clock.CreateCancellationTokenSource(ErrorBodyLimit);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using Stream stream = await OpenAsync().ConfigureAwait(false);
            await body.ReadAsync(stream, MaxErrorBytes, linked.Token).ConfigureAwait(false);
        }
        catch (Exception) when (!caller.IsCancelled)
        {
            // Cut, slow, not to be decompressed: what came of the body is what there is to say. The status speaks in any case.
        }

        return channel.Adapter.ReadError(Head(body.Memory));
    }

    private async ValueTask<byte?> PeekAsync(PeekedStream stream)
    {
        try
        {
            return await stream.PeekAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or (InvalidOperationException and not ObjectDisposedException))
        {
            throw BrokenCompression(e);
        }
    }

    private MiniMaxInvalidResponseException BrokenCompression(Exception cause) =>
        ErrorFactory.InvalidResponse(channel.Adapter.Name, "its compression is broken", cause);

    /// <summary>Opens the body, its compression undone.</summary>
    /// <exception cref="MiniMaxInvalidResponseException">It has a compression that nobody undoes.</exception>
    public Task<Stream> OpenAsync()
    {
        string compression = Compression();
        if (compression.Length == 0)
            return OpenRawAsync();
        // RFC 9110, section 8.4.1.3: x-gzip is gzip.
        if (compression.Equals(ProviderMessage.Compression, StringComparison.OrdinalIgnoreCase)
            || compression.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
            return DecompressAsync();
        throw ErrorFactory.InvalidResponse(
            channel.Adapter.Name, $"its compression '{Redaction.Quote(compression)}' is not gzip, the one that is undone");
    }

    /// <summary>The compression of the body; a handler that decompresses takes the header away.</summary>
    private string Compression() =>
        response.Content.Headers.Contains("Content-Encoding")
            ? string.Join(", ", response.Content.Headers.ContentEncoding.Where(static name => name != "identity"))
            : "";

    private async Task<Stream> DecompressAsync() =>
        new GZipStream(await OpenRawAsync().ConfigureAwait(false), CompressionMode.Decompress);

    private Task<Stream> OpenRawAsync() =>
#if NETSTANDARD2_0
        response.Content.ReadAsStreamAsync();
#else
        response.Content.ReadAsStreamAsync(cancellationToken);
#endif

    private ProviderResponse Head(ReadOnlyMemory<byte> body) => new()
    {
        StatusCode = (int)response.StatusCode,
        Headers = response.Headers,
        MediaType = response.Content.Headers.ContentType?.MediaType,
        ReceivedAt = _receivedAt,
        MaxEventBytes = channel.Options.MaxEventBytes,
        MaxDepth = channel.Options.MaxDepth,
        MaxToolCalls = channel.Options.MaxToolCalls,
        Body = body,
    };

    private static async IAsyncEnumerable<ChatCompletionChunk> One(ChatCompletionChunk chunk)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return chunk;
    }
}
