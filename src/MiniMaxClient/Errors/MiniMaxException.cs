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
    private ErrorFacts _facts;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private KnownSecrets? _secrets;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private string? _redactedMessage;

    private protected MiniMaxException(string message, Exception? innerException)
        : base(message, AddressCredentials.Hide(innerException))
    {
    }

    /// <inheritdoc/>
    public override string Message => _redactedMessage ?? base.Message;

    /// <summary>The name of the provider that was asked; null when none was.</summary>
    public string? Provider
    {
        get => _facts.Provider;
        init => _facts.Provider = value;
    }

    /// <summary>The HTTP status; null when there was no answer. An error inside a 2xx answer keeps that status.</summary>
    public int? StatusCode
    {
        get => _facts.StatusCode;
        init => _facts.StatusCode = value;
    }

    /// <summary>The provider's own code of the error, such as MiniMax's <c>1008</c> or RunAPI's <c>rate_limit</c>.</summary>
    public string? ProviderCode
    {
        get => _facts.ProviderCode;
        init => _facts.ProviderCode = value;
    }

    /// <summary>The provider's id of the request: what its support asks for.</summary>
    public string? RequestId
    {
        get => _facts.RequestId;
        init => _facts.RequestId = value;
    }

    /// <summary>
    /// The start of the answer's body, at most 1,024 characters, with keys taken out; null when there was none.
    /// </summary>
    public string? ResponseExcerpt
    {
        get => _facts.ResponseExcerpt;
        init => _facts.ResponseExcerpt = value;
    }

    /// <summary>Every attempt at the call, in order; empty when nothing was sent.</summary>
    public IReadOnlyList<CallAttempt> Attempts
    {
        get => _facts.Attempts ?? [];
        init => _facts.Attempts = value;
    }

    /// <summary>How long the provider asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter
    {
        get => _facts.RetryAfter;
        init => _facts.RetryAfter = value;
    }

    /// <summary>
    /// The part of a streamed response that was received before the failure; null if nothing was received, or if the chunks were
    /// enumerated without <c>ToCompletionAsync</c>.
    /// </summary>
    public ChatCompletion? Partial
    {
        get => _facts.Partial;
        init => _facts.Partial = value;
    }

    /// <summary>Whether the same request may succeed when it is sent again later.</summary>
    public virtual bool IsTransient => false;

    /// <summary>
    /// The usage that the provider reported with the error, in a response without choices: it is paid all the same.
    /// </summary>
    internal ChatCompletion? Billed { get; set; }

    /// <inheritdoc/>
    public override string ToString() => _secrets?.Hide(base.ToString()) ?? base.ToString();

    /// <summary>Hides secrets: an adapter of another assembly may have quoted a response as it is.</summary>
    internal void Redact(KnownSecrets secrets)
    {
        _secrets = secrets;
        string message = Redaction.Message(base.Message, secrets);
        if (message != base.Message)
            _redactedMessage = message;
        _facts.ProviderCode = Redaction.Word(_facts.ProviderCode, secrets);
        _facts.RequestId = Redaction.Word(_facts.RequestId, secrets);
        _facts.ResponseExcerpt = Redaction.Excerpt(_facts.ResponseExcerpt, secrets);
    }

    /// <summary>Fills in what the provider said.</summary>
    internal void Describe(ErrorFacts facts) => _facts = facts;

    /// <summary>Fills in what had arrived; what is there already stays.</summary>
    internal void Complete(ChatCompletion partial) => _facts.Partial ??= partial;

    /// <summary>Fills in what the thrower could not know; what it set itself stays.</summary>
    internal void Complete(string provider, string? requestId, int? statusCode)
    {
        _facts.Provider ??= provider;
        _facts.RequestId ??= requestId;
        _facts.StatusCode ??= statusCode;
    }

    /// <summary>Fills in the attempts at the call, which only its end knows.</summary>
    internal void Complete(IReadOnlyList<CallAttempt> attempts) => _facts.Attempts = attempts;
}
