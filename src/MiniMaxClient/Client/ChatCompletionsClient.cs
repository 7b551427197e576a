using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Client;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>The client for one provider.</summary>
/// <remarks>One instance serves a whole program: it is safe for any number of calls at once and keeps its connections.</remarks>
public sealed class ChatCompletionsClient : IChatCompletionsClient, IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly ChatCompletionsClientOptions _options;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closingToken;
    private bool _isDisposed;

    /// <summary>A client with connections of its own.</summary>
    /// <param name="adapter">The provider.</param>
    /// <param name="options">Limits, log and clock.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names every one that is.</exception>
    public ChatCompletionsClient(IProviderAdapter adapter, ChatCompletionsClientOptions? options = null)
        : this(adapter, ProviderConnection.CreateClient(), ownsHttp: true, options)
    {
    }

    /// <summary>A client over an <see cref="HttpClient"/> of the caller's, which stays the caller's.</summary>
    /// <remarks>
    /// Its <see cref="HttpClient.Timeout"/> still cuts a call whose headers take longer, 100 seconds by default: set it to
    /// <see cref="Timeout.InfiniteTimeSpan"/>, as <c>AddMiniMaxClient</c> does.
    /// </remarks>
    /// <param name="adapter">The provider.</param>
    /// <param name="httpClient">What sends. Its handler should not follow redirects, so that no key goes to another host.</param>
    /// <param name="options">Limits, log and clock.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message names every one that is.</exception>
    public ChatCompletionsClient(
        IProviderAdapter adapter, HttpClient httpClient, ChatCompletionsClientOptions? options = null)
        : this(adapter, httpClient, ownsHttp: false, options)
    {
    }

    private ChatCompletionsClient(
        IProviderAdapter adapter, HttpClient httpClient, bool ownsHttp, ChatCompletionsClientOptions? options)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentNullException.ThrowIfNull(httpClient);
        _options = options ?? new();
        if (_options.Problems() is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        Adapter = adapter;
        _http = httpClient;
        _ownsHttp = ownsHttp;
        _closingToken = _closing.Token;
        _logger = _options.LoggerFactory?.CreateLogger(typeof(ChatCompletionsClient).FullName!) ?? NullLogger.Instance;
    }

    /// <summary>The provider.</summary>
    public IProviderAdapter Adapter { get; }

    /// <inheritdoc/>
    public async Task<ChatCompletion> CompleteAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        ChatCompletionRequest ready = Check(request);
        using var call = new ProviderCall(Adapter, _http, _options, ready, stream: false, _closingToken, cancellationToken);
        try
        {
            await call.SendAsync().ConfigureAwait(false);
            return await call.ReadCompletionAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (call.Translate(e) is { } failure)
        {
            throw failure;
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
        StreamCheckedAsync(Check(request), cancellationToken, CancellationToken.None);

    /// <summary>Closes the connections, unless they are those of an <see cref="HttpClient"/> of the caller's.</summary>
    /// <remarks>A call that is under way on them ends with <see cref="MiniMaxConnectionException"/>.</remarks>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_ownsHttp)
        {
            // An HttpClient that is disposed of lets an answer go on whose headers have come.
            _closing.Cancel();
            _http.Dispose();
        }

        _closing.Dispose();
    }

    // Two tokens, so that the one that is cancelled can be told: the compiler would join them to a third.
    private async IAsyncEnumerable<ChatCompletionChunk> StreamCheckedAsync(
        ChatCompletionRequest request,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        using var call = new ProviderCall(
            Adapter, _http, _options, request, stream: true, _closingToken, cancellationToken, enumerationToken);
        IAsyncEnumerator<ChatCompletionChunk>? chunks = null;
        try
        {
            while (true)
            {
                try
                {
                    call.ThrowIfCancelled();
                    chunks ??= await call.OpenStreamAsync().ConfigureAwait(false);
                    if (!await chunks.MoveNextAsync().ConfigureAwait(false))
                        break;
                }
                catch (Exception e) when (call.Translate(e) is { } failure)
                {
                    throw failure;
                }

                yield return call.Mark(chunks.Current);
            }

            call.MarkEnd();
        }
        finally
        {
            if (chunks is not null)
                await chunks.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The request as it may be sent.</summary>
    private ChatCompletionRequest Check(ChatCompletionRequest request)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ArgumentNullException.ThrowIfNull(request);
        ModelCapabilities takes = Adapter.GetCapabilities(request.Model ?? "");
        if (_options.UnsupportedFields == UnsupportedFields.Drop)
        {
            foreach (RequestField field in RequestCheck.Unsupported(request, takes).ToArray())
            {
                request = field.Drop(request);
                Log.FieldDropped(_logger, Adapter.Name, field.Name, request.Model!);
            }
        }

        IReadOnlyList<RequestProblem> problems = RequestCheck.Find(request, takes);
        return problems.Count == 0 ? request : throw ErrorFactory.InvalidRequest(Adapter.Name, problems);
    }
}
