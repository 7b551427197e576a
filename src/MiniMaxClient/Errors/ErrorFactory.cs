using System.Globalization;
using System.Text;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Errors;

/// <summary>Creates the exceptions of this library, with consistent messages and details.</summary>
internal static class ErrorFactory
{
    // Longer than an excerpt: the redaction must see the text after the cut, which may split a key.
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>Creates the exception for an error that a provider reports.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="status">The HTTP status code; 2xx for an error in the body or in a stream.</param>
    /// <param name="error">The error.</param>
    /// <param name="body">The response body; null for an event of a stream, whose text is not quoted.</param>
    /// <param name="secrets">The secrets of the request, which are redacted if the provider quotes them.</param>
    public static MiniMaxException FromProviderError(
        string provider, int status, ProviderError error, string? body, KnownSecrets? secrets)
    {
        string reason = Redaction.RedactExcerpt(error.Message, secrets) is { Length: > 0 } message
            ? message
            : "no reason was given";
        string? code = ErrorClassifier.GetMiniMaxCode(error) is { } number
            ? number.ToString(CultureInfo.InvariantCulture)
            : Redaction.RedactWord(error.Code ?? error.Type, secrets);
        string details = $"(HTTP {status}{(code is null ? "" : ", code " + code)})";
        string? messageWithoutProviderText = null;
        bool isWithoutKey = secrets is { IsEmpty: true };
        MiniMaxException exception = CreateByKind(ErrorClassifier.Classify(status, error), isWithoutKey, outcome =>
        {
            messageWithoutProviderText = MiniMaxException.IsCode(code) || code is null
                ? $"{provider} {outcome} {details}"
                : $"{provider} {outcome} (HTTP {status})";
            return $"{provider} {outcome}: {reason} {details}";
        });
        exception.SetDetails(new()
        {
            MessageWithoutProviderText = messageWithoutProviderText,
            Provider = provider,
            StatusCode = status,
            ProviderCode = code,
            RequestId = Redaction.RedactWord(error.RequestId, secrets),
            RetryAfter = error.RetryAfter,
            ResponseExcerpt = Redaction.RedactExcerpt(body, secrets),
        });
        return exception;
    }

    /// <summary>Creates the exception for a redirect.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="status">The HTTP status code.</param>
    /// <param name="target">The target, of which the message contains only the host; null if it is unknown.</param>
    /// <param name="requestId">The provider's id of the request.</param>
    /// <param name="secrets">The secrets of the request, which are redacted if the provider quotes them.</param>
    public static MiniMaxInvalidResponseException RedirectNotFollowed(
        string provider, int status, Uri? target, string? requestId, KnownSecrets? secrets)
    {
        string destination = target is null
            ? "to an unknown address"
            : "to " + Redaction.RedactWord(target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped), secrets);
        return new($"{provider} redirected the request {destination} (HTTP {status}). Redirects are not followed, because "
            + "they would send the API key to another address. If the provider has moved, set its new address as the adapter's "
            + "base address.")
        {
            Provider = provider,
            HasLibraryMessage = true,
            StatusCode = status,
            RequestId = requestId,
        };
    }

    /// <summary>Creates the exception for a response that violates the protocol.</summary>
    public static MiniMaxInvalidResponseException InvalidResponse(string? provider, string problem, Exception? cause = null) =>
        new($"{provider ?? "The provider"} returned an invalid response: {problem}.", cause)
        {
            Provider = provider,
            HasLibraryMessage = true,
        };

    /// <summary>Creates the exception for an object with too many additional properties.</summary>
    public static MiniMaxInvalidResponseException TooManyAdditionalProperties() => InvalidResponse(
        null, $"an object has more than {JsonSettings.MaxAdditionalProperties} properties that the schema does not define");

    /// <summary>Creates the exception for a body that violates the protocol, with an excerpt of the body.</summary>
    public static MiniMaxInvalidResponseException InvalidResponseBody(
        string provider, string problem, ReadOnlySpan<byte> body, KnownSecrets? secrets) =>
        new($"{provider} returned an invalid response: {problem}.")
        {
            Provider = provider,
            HasLibraryMessage = true,
            ResponseExcerpt = Redaction.RedactExcerpt(
                Encoding.UTF8.GetString(body.Slice(0, Math.Min(body.Length, MaxBodyBytes)).ToArray()), secrets),
        };

    /// <summary>Creates the exception for a response that does not match the requested type.</summary>
    /// <param name="completion">The response.</param>
    /// <param name="type">The name of the type.</param>
    /// <param name="problem">A description of the mismatch.</param>
    /// <param name="corrections">The number of corrections that were sent before the response.</param>
    /// <param name="text">The text of the response.</param>
    /// <param name="cause">The exception of the deserialization, or null if there is none.</param>
    public static MiniMaxInvalidResponseException StructuredOutputMismatch(
        ChatCompletion completion, string type, string problem, int corrections, string? text, Exception? cause)
    {
        string source = completion.Call is { } call ? $" of {call.Provider}" : "";
        string count = corrections switch { 0 => "", 1 => " after 1 correction", _ => $" after {corrections} corrections" };
        string? refusal = completion.Choices.Count > 0 ? completion.Message.Refusal : null;
        string explanation = refusal is { Length: > 0 } ? " The model refused to answer."
            : completion.FinishReason == FinishReason.Length ? " The response reached the token limit; increase MaxTokens."
            : completion.FinishReason == FinishReason.ContentFilter ? " A content filter stopped the response."
            : "";
        return new($"The response{source} does not match {type}{count}: {problem}.{explanation}", cause)
        {
            Provider = completion.Call?.Provider,
            StatusCode = completion.Call?.StatusCode,
            RequestId = completion.Call?.RequestId,
            Attempts = completion.Call?.Attempts ?? [],
            ResponseExcerpt = Redaction.RedactExcerpt(string.IsNullOrEmpty(text) ? refusal ?? "" : text, null),
            Partial = completion,
        };
    }

    /// <summary>Creates the exception for a call with arguments that cannot be read.</summary>
    /// <param name="function">The name of the function, as the model wrote it.</param>
    /// <param name="problem">A description of the problem.</param>
    /// <param name="cause">The exception of the deserialization, or null if there is none.</param>
    public static MiniMaxInvalidResponseException InvalidArguments(string? function, string problem, Exception? cause = null) =>
        new($"The call of the function '{Redaction.RedactQuote(function ?? "")}' is invalid: {problem}", cause);

    /// <summary>Creates the exception for a stream that ends before the response is complete.</summary>
    public static MiniMaxStreamInterruptedException StreamInterrupted(string provider, int status, Exception? cause) =>
        new(
            cause is null
                ? $"The stream from {provider} ended without a finish reason, before the response was complete."
                : $"The connection to {provider} was lost before the response of the stream was complete.",
            cause)
        {
            Provider = provider,
            HasLibraryMessage = true,
            StatusCode = status,
        };

    /// <summary>Creates the exception for a timeout.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="kind">The timeout that elapsed.</param>
    /// <param name="limit">The length of the timeout.</param>
    /// <param name="received">A description of the data received so far, such as <c>the headers and 12 chunks</c>.</param>
    /// <param name="cause">The preceding failure, or the cancellation.</param>
    public static MiniMaxTimeoutException Timeout(
        string provider, TimeoutKind kind, TimeSpan limit, string received, Exception? cause)
    {
        string outcome = kind switch
        {
            TimeoutKind.Connect => $"did not accept a connection within {limit}",
            TimeoutKind.Headers => $"sent no response headers within {limit}",
            TimeoutKind.FirstToken => $"sent no token within {limit}",
            TimeoutKind.Idle => $"sent no data for {limit} during the stream",
            TimeoutKind.Total => $"did not complete the response within {limit}",
            _ when limit == System.Threading.Timeout.InfiniteTimeSpan => "was canceled by a timeout of the application",
            _ => $"was canceled by a timeout of the application after {limit}",
        };
        return new($"{provider} {outcome}; received so far: {received}.", cause)
        {
            Provider = provider,
            HasLibraryMessage = true,
            Kind = kind,
            Limit = limit,
        };
    }

    /// <summary>Creates the exception for a call that is rejected because the circuit breaker is open.</summary>
    public static MiniMaxServerException CircuitOpen(string provider, TimeSpan? retryAfter, Exception cause) =>
        new(retryAfter > TimeSpan.Zero
            ? FormattableString.Invariant(
                $"The circuit breaker for '{provider}' is open; retry after {retryAfter.Value.TotalSeconds:0.###} s.")
            : $"The circuit breaker for '{provider}' is open.", cause)
        {
            Provider = provider,
            HasLibraryMessage = true,
            // Zero or less after the break of the circuit has elapsed.
            RetryAfter = retryAfter > TimeSpan.Zero ? retryAfter : null,
        };

    /// <summary>Creates the exception for a call that is rejected by the rate limiter of the client.</summary>
    public static MiniMaxRateLimitException LimiterRejected(string provider, TimeSpan? retryAfter, Exception? cause = null) =>
        new(
            $"The request to {provider} was rejected locally: the concurrency or rate limit of the client is reached and its "
                + "queue is full.",
            cause)
        {
            Provider = provider,
            HasLibraryMessage = true,
            RetryAfter = retryAfter,
        };

    /// <summary>Creates the exception for an attempt without an API key, which is not sent.</summary>
    public static MiniMaxAuthenticationException NoApiKey(string provider, string reason, Exception? cause = null) =>
        new($"The request to {provider} was not sent, because it has no API key: {reason}.", cause)
        {
            Provider = provider,
            HasLibraryMessage = true,
        };

    /// <summary>Creates the exception for a spend limit that is reached.</summary>
    public static MiniMaxBudgetException SpendLimitExceeded(
        string provider, string reason, decimal limit, decimal spent, TimeSpan? retryAfter) =>
        new(string.Format(
            CultureInfo.InvariantCulture,
            "The call to {0} {1}: {2:0.######} USD of {3:0.######} USD are spent.",
            provider,
            reason,
            spent,
            limit))
        {
            Provider = provider,
            HasLibraryMessage = true,
            Limit = limit,
            Spent = spent,
            RetryAfter = retryAfter,
        };

    /// <summary>Creates the exception for a call with a spend limit whose cost cannot be determined.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="reason">The reason why the cost is unknown.</param>
    /// <param name="model">The model.</param>
    /// <param name="limit">The limit, in US dollars.</param>
    /// <param name="spent">The known amount that is spent, in US dollars.</param>
    /// <param name="retryAfter">The time until the call is permitted; null if waiting does not help.</param>
    public static MiniMaxBudgetException UnknownCallCost(
        string provider, string reason, string model, decimal limit, decimal spent, TimeSpan? retryAfter) =>
        new(
            $"The call to {provider} was rejected before it was sent, because the spend limit requires a known cost: {reason}, "
                + $"and ChatCompletionsClientOptions.Prices has no price for '{Redaction.RedactQuote(model)}'. Set the price, or "
                + "set SpendLimit.UnknownCost to UnknownCost.Warn to send such calls uncounted.")
        {
            Provider = provider,
            HasLibraryMessage = true,
            Limit = limit,
            Spent = spent,
            RetryAfter = retryAfter,
        };

    /// <summary>Creates the exception for a request that the validation rejects before it is sent.</summary>
    public static MiniMaxInvalidRequestException InvalidRequest(string? provider, IReadOnlyList<RequestProblem> problems) =>
        new($"The request is invalid and was not sent: {string.Join("; ", problems)}")
        {
            Provider = provider,
            HasLibraryMessage = true,
            Problems = problems,
        };

    private static MiniMaxException CreateByKind(
        ProviderErrorKind kind, bool isWithoutKey, Func<string, string> formatMessage) => kind switch
    {
        ProviderErrorKind.Authentication => new MiniMaxAuthenticationException(
            formatMessage(isWithoutKey ? "requires an API key, and the request had none" : "rejected the API key")),
        ProviderErrorKind.Permission =>
            new MiniMaxPermissionException(formatMessage("rejected the request because the key lacks permission")),
        ProviderErrorKind.InsufficientCredits => new MiniMaxInsufficientCreditsException(
            formatMessage("rejected the request because the account has insufficient credits")),
        ProviderErrorKind.NotFound => new MiniMaxNotFoundException(formatMessage("did not find the model or the path")),
        ProviderErrorKind.InvalidRequest => new MiniMaxInvalidRequestException(formatMessage("rejected the request")),
        ProviderErrorKind.RateLimit =>
            new MiniMaxRateLimitException(formatMessage("rejected the request because the rate limit is exceeded")),
        ProviderErrorKind.ContentFiltered => new MiniMaxContentFilteredException(formatMessage("rejected the content")),
        ProviderErrorKind.Server => new MiniMaxServerException(formatMessage("failed")),
        ProviderErrorKind.PermanentServer => new MiniMaxServerException(formatMessage("failed")) { IsPermanent = true },
        _ => new MiniMaxInvalidResponseException(formatMessage("returned an unexpected response")),
    };
}
