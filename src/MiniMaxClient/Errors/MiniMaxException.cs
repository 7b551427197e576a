using System.Diagnostics;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Errors;

namespace MiniMaxClient;

/// <summary>The base class of the exceptions that are thrown if a call fails.</summary>
/// <remarks>
/// There is one derived type for each action that a caller can take: <see cref="MiniMaxAuthenticationException"/>,
/// <see cref="MiniMaxPermissionException"/>, <see cref="MiniMaxInsufficientCreditsException"/>,
/// <see cref="MiniMaxNotFoundException"/>, <see cref="MiniMaxInvalidRequestException"/>,
/// <see cref="MiniMaxRateLimitException"/>, <see cref="MiniMaxContentFilteredException"/>,
/// <see cref="MiniMaxServerException"/>, <see cref="MiniMaxTimeoutException"/>, <see cref="MiniMaxConnectionException"/>,
/// <see cref="MiniMaxStreamInterruptedException"/>, <see cref="MiniMaxInvalidResponseException"/> and
/// <see cref="MiniMaxBudgetException"/>. An error that a provider sends with HTTP 200 or during a stream has the same type as an
/// error with an HTTP error status. API keys are redacted, even if the server quotes them.
/// </remarks>
public abstract class MiniMaxException : Exception
{
    private ExceptionDetails _details;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private KnownSecrets? _secrets;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private string? _redactedMessage;

    private protected MiniMaxException(string message, Exception? innerException)
        : base(message, UrlCredentialRedactor.RedactCredentials(innerException))
    {
    }

    /// <inheritdoc/>
    public override string Message
    {
        get
        {
            string sentences = GetAddressSentence() + GetStopSentence() + _details.EarlierFailures;
            return sentences.Length == 0 ? OriginalMessage : EndSentence(OriginalMessage) + sentences;
        }
    }

    /// <summary>The name of the provider, or null if the error is not related to a provider.</summary>
    public string? Provider
    {
        get => _details.Provider;
        init => _details.Provider = value;
    }

    /// <summary>The HTTP status code of the response, or null if there was none; 2xx for an error in a 2xx response.</summary>
    public int? StatusCode
    {
        get => _details.StatusCode;
        init => _details.StatusCode = value;
    }

    /// <summary>The provider's error code, such as <c>1008</c> or <c>rate_limit</c>; null if there is none.</summary>
    public string? ProviderCode
    {
        get => _details.ProviderCode;
        init => _details.ProviderCode = value;
    }

    /// <summary>The provider's id of the request; include it in support requests to the provider.</summary>
    public string? RequestId
    {
        get => _details.RequestId;
        init => _details.RequestId = value;
    }

    /// <summary>The start of the response body, at most 1,024 characters, with keys redacted; null if there is none.</summary>
    public string? ResponseExcerpt
    {
        get => _details.ResponseExcerpt;
        init => _details.ResponseExcerpt = value;
    }

    /// <summary>The attempts of the call, in the order in which they started; empty if nothing was sent.</summary>
    public IReadOnlyList<CallAttempt> Attempts
    {
        get => _details.Attempts ?? [];
        init => _details.Attempts = value;
    }

    /// <summary>The time to wait before the next request, or null if it is unknown.</summary>
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

    /// <summary>Whether the same request may succeed if it is sent again later.</summary>
    public virtual bool IsTransient => false;

    /// <summary>The response with which the provider reported the usage of the failed call, which is billed.</summary>
    internal ChatCompletion? BilledCompletion { get; set; }

    /// <summary>The message without the sentences that the call appends.</summary>
    internal string OriginalMessage => _redactedMessage ?? base.Message;

    /// <summary>Whether this library wrote the message, so that it contains no part of a response or of a prompt.</summary>
    internal bool HasLibraryMessage { get; init; }

    /// <summary>The number of the failed attempt as the retry strategy counts it, or null if it is not involved.</summary>
    internal int? AttemptNumber => _details.AttemptNumber;

    /// <summary>The reason why the failure is not retried, or null if there is none.</summary>
    internal string? StopReason => _details.StopReason;

    /// <summary>Returns the message, the details of the call, the inner exception and the stack trace.</summary>
    public override string ToString()
    {
        string text = base.ToString();
        string title = $"{GetType()}: {Message}";
        string details = string.Concat(GetDetailLines().Select(static line => Environment.NewLine + "  " + line));
        text = text.StartsWith(title, StringComparison.Ordinal) ? text.Insert(title.Length, details) : text + details;
        return _secrets?.RedactSecrets(text) ?? text;
    }

    /// <summary>The provider's code, or null if it is a text, which may quote the prompt.</summary>
    internal string? LogCode => IsCode(ProviderCode) ? ProviderCode : null;

    /// <summary>Determines whether a text is a code rather than a sentence.</summary>
    internal static bool IsCode(string? text) => text is { Length: <= 64 } && !text.Any(char.IsWhiteSpace);

    /// <summary>Returns the type, the message and the request id for a log line.</summary>
    /// <param name="includeProviderText">Whether to include the text of the provider, which may quote the prompt.</param>
    internal string ToLogText(bool includeProviderText)
    {
        string type = GetType().Name;
        string? message = includeProviderText || HasLibraryMessage ? OriginalMessage : _details.MessageWithoutProviderText;
        string code = LogCode is null ? "" : $", code {LogCode}";
        string status = StatusCode is null ? "" : $" (HTTP {StatusCode}{code})";
        string text = message is null ? type + status : $"{type}: {message}";
        string request = RequestId is null ? "" : $" Request {RequestId}.";
        return EndSentence(text) + GetAddressSentence() + request;
    }

    /// <summary>Returns the text of a log line with the details of the call that its template has no place for.</summary>
    internal string ToLogTextWithCall(bool includeProviderText)
    {
        string host = _details.Host is null ? "" : $" Host {_details.Host}.";
        int attemptCount = Attempts.Count(attempt => attempt.Provider == Provider);
        string attempts = attemptCount == 0 ? "" : $" Attempts: {attemptCount}.";
        string reason = StopReason is null ? "" : $" Not retried: {StopReason}.";
        return ToLogText(includeProviderText) + host + attempts + reason;
    }

    /// <summary>Redacts secrets: an adapter of another assembly may have quoted a response unredacted.</summary>
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

    /// <summary>Sets the details of an error that the provider reported.</summary>
    internal void SetDetails(ExceptionDetails details) => _details = details;

    /// <summary>Sets the partial response, unless it is already set.</summary>
    internal void SetPartial(ChatCompletion partial) => _details.Partial ??= partial;

    /// <summary>Sets the details that are unknown where the exception is thrown, unless they are already set.</summary>
    internal void SetContext(string provider, string? requestId, int? statusCode)
    {
        _details.Provider ??= provider;
        _details.RequestId ??= requestId;
        _details.StatusCode ??= statusCode;
    }

    /// <summary>Sets the model and the address of the request.</summary>
    /// <param name="model">The provider's id of the model, or the name of an operation without a model.</param>
    /// <param name="address">The address, whose query may contain a secret; null if it is unknown.</param>
    internal void SetRequest(string? model, Uri? address)
    {
        _details.Model = model;
        _details.Host = address?.Authority;
        _details.Address = address?.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
    }

    /// <summary>Sets the reason why the failure is not retried; null if it is.</summary>
    internal void SetStopReason(string? reason) => _details.StopReason = reason;

    /// <summary>Sets the number of the failed attempt as the retry strategy counts it.</summary>
    internal void SetAttemptNumber(int number) => _details.AttemptNumber = number;

    /// <summary>Sets the failures of the providers that were tried before.</summary>
    internal void SetEarlierFailures(string? sentence) => _details.EarlierFailures = sentence;

    /// <summary>Sets the attempts of the call, which are complete only at its end.</summary>
    internal void SetAttempts(IReadOnlyList<CallAttempt> attempts) => _details.Attempts = attempts;

    private static string EndSentence(string text) => text.TrimEnd('.') + ".";

    // A wrong base address, for example without /v1, shows only in the address.
    private string? GetAddressSentence() =>
        this is MiniMaxNotFoundException && _details.Address is { } address
            ? $" The request was sent to {Redaction.RedactMessage(address, _secrets ?? new())}."
            : null;

    // A provider that requests a delay suggests that the call is retried.
    private string? GetStopSentence() =>
        RetryAfter is not null && StatusCode is not null && StopReason is not null && this is not MiniMaxBudgetException
            ? $" The call was not retried: {StopReason}."
            : null;

    private IEnumerable<string> GetDetailLines()
    {
        (string Name, object? Value)[] details =
        [
            ("Provider", Provider),
            ("model", _details.Model),
            ("host", _details.Host),
            ("HTTP status", StatusCode),
            ("code", ProviderCode),
            ("request", RequestId),
            ("retry after", RetryAfter),
            ("attempts", Attempts.Count),
            ("not retried", StopReason),
        ];
        IEnumerable<string> known =
            details.Where(static detail => detail.Value is not null).Select(static detail => $"{detail.Name}: {detail.Value}");
        yield return string.Join(", ", known);
        for (int i = 0; i < Attempts.Count; i++)
        {
            CallAttempt attempt = Attempts[i];
            string status = attempt.StatusCode is { } code ? $", HTTP {code}" : "";
            string request = attempt.RequestId is { } id ? $", request {id}" : "";
            yield return $"Attempt {i + 1}: {attempt.Provider}{status}, {attempt.Error ?? "no error"}{request}, "
                + $"duration {attempt.Duration}, delay {attempt.Delay}";
        }
    }
}
