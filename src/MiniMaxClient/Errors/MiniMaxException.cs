using System.Diagnostics;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;

namespace MiniMaxClient;

/// <summary>A call failed.</summary>
/// <remarks>
/// There is one case for each thing that a caller does differently: <see cref="MiniMaxAuthenticationException"/>,
/// <see cref="MiniMaxPermissionException"/>, <see cref="MiniMaxInsufficientCreditsException"/>,
/// <see cref="MiniMaxNotFoundException"/>, <see cref="MiniMaxInvalidRequestException"/>,
/// <see cref="MiniMaxRateLimitException"/>, <see cref="MiniMaxContentFilteredException"/>,
/// <see cref="MiniMaxServerException"/>, <see cref="MiniMaxTimeoutException"/>, <see cref="MiniMaxConnectionException"/>,
/// <see cref="MiniMaxStreamInterruptedException"/>, <see cref="MiniMaxInvalidResponseException"/> and
/// <see cref="MiniMaxBudgetException"/>. An error that a provider sends under HTTP 200 or in the middle of a stream
/// is the same case as the one with a status of its own. No key is ever part of it, not even where the server quotes the key.
/// </remarks>
public abstract class MiniMaxException : Exception
{
    private ErrorDetails _details;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private KnownSecrets? _secrets;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private string? _redactedMessage;

    private protected MiniMaxException(string message, Exception? innerException)
        : base(message, UrlCredentialRedactor.RedactCredentials(innerException))
    {
    }

    /// <inheritdoc/>
    public override string Message => _redactedMessage ?? base.Message;

    /// <summary>The name of the provider that was asked; null when none was.</summary>
    public string? Provider
    {
        get => _details.Provider;
        init => _details.Provider = value;
    }

    /// <summary>The HTTP status; null when there was no answer. An error inside a 2xx answer keeps that status.</summary>
    public int? StatusCode
    {
        get => _details.StatusCode;
        init => _details.StatusCode = value;
    }

    /// <summary>The provider's own code of the error, such as MiniMax's <c>1008</c> or RunAPI's <c>rate_limit</c>.</summary>
    public string? ProviderCode
    {
        get => _details.ProviderCode;
        init => _details.ProviderCode = value;
    }

    /// <summary>The provider's id of the request: what its support asks for.</summary>
    public string? RequestId
    {
        get => _details.RequestId;
        init => _details.RequestId = value;
    }

    /// <summary>
    /// The start of the answer's body, at most 1,024 characters, with keys taken out; null when there was none.
    /// </summary>
    public string? ResponseExcerpt
    {
        get => _details.ResponseExcerpt;
        init => _details.ResponseExcerpt = value;
    }

    /// <summary>Every attempt at the call, in order; empty when nothing was sent.</summary>
    public IReadOnlyList<CallAttempt> Attempts
    {
        get => _details.Attempts ?? [];
        init => _details.Attempts = value;
    }

    /// <summary>How long the provider asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter
    {
        get => _details.RetryAfter;
        init => _details.RetryAfter = value;
    }

    /// <summary>
    /// The part of a streamed response that was received before the failure; null if nothing was received, or if the chunks were
    /// enumerated without <c>ToCompletionAsync</c>.
    /// </summary>
    public ChatCompletion? Partial
    {
        get => _details.Partial;
        init => _details.Partial = value;
    }

    /// <summary>Whether the same request may succeed when it is sent again later.</summary>
    public virtual bool IsTransient => false;

    /// <summary>
    /// The usage that the provider reported with the error, in a response without choices: it is paid all the same.
    /// </summary>
    internal ChatCompletion? BilledCompletion { get; set; }

    /// <inheritdoc/>
    public override string ToString() => _secrets?.RedactSecrets(base.ToString()) ?? base.ToString();

    /// <summary>Hides secrets: an adapter of another assembly may have quoted a response as it is.</summary>
    internal void RedactDetails(KnownSecrets secrets)
    {
        _secrets = secrets;
        string message = Redaction.RedactMessage(base.Message, secrets);
        if (message != base.Message)
            _redactedMessage = message;
        _details.ProviderCode = Redaction.RedactWord(_details.ProviderCode, secrets);
        _details.RequestId = Redaction.RedactWord(_details.RequestId, secrets);
        _details.ResponseExcerpt = Redaction.RedactExcerpt(_details.ResponseExcerpt, secrets);
    }

    /// <summary>Fills in what the provider said.</summary>
    internal void SetDetails(ErrorDetails details) => _details = details;

    /// <summary>Fills in what had arrived; what is there already stays.</summary>
    internal void AddCallContext(ChatCompletion partial) => _details.Partial ??= partial;

    /// <summary>Fills in what the thrower could not know; what it set itself stays.</summary>
    internal void AddCallContext(string provider, string? requestId, int? statusCode)
    {
        _details.Provider ??= provider;
        _details.RequestId ??= requestId;
        _details.StatusCode ??= statusCode;
    }

    /// <summary>Fills in the attempts at the call, which only its end knows.</summary>
    internal void AddCallContext(IReadOnlyList<CallAttempt> attempts) => _details.Attempts = attempts;
}
