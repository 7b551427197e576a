using System.Globalization;
using System.Security.Authentication;
using System.Text;
using MiniMaxClient.Diagnostics;
using ErrorKind = MiniMaxClient.ProviderErrorKind;

namespace MiniMaxClient.Errors;

/// <summary>Makes the exceptions of a call, so that each says the same things in the same way.</summary>
internal static class ErrorFactory
{
    // More than the redaction looks at: it must see where a text is cut, for half a key may stand there.
    private const int MaxBodyBytes = 64 * 1024;

    /// <summary>The exception for what a provider said.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="status">The HTTP status; 2xx for an error in the body or in a stream.</param>
    /// <param name="error">What it said.</param>
    /// <param name="body">The body that said it; null for an event of a stream, whose text is not repeated.</param>
    /// <param name="secrets">The secrets of the request, to be taken out where the provider quotes them.</param>
    public static MiniMaxException FromProviderError(
        string provider, int status, ProviderError error, string? body, KnownSecrets? secrets)
    {
        string told = Redaction.RedactExcerpt(error.Message, secrets) is { Length: > 0 } words ? words : "no reason was given";
        string? code = ErrorClassifier.GetMiniMaxCode(error) is { } number
            ? number.ToString(CultureInfo.InvariantCulture)
            : Redaction.RedactWord(error.Code ?? error.Type, secrets);
        MiniMaxException exception = CreateByKind(ErrorClassifier.Classify(status, error), what =>
            $"{provider} {what}: {told} (HTTP {status}{(code is null ? "" : ", code " + code)})");
        exception.SetDetails(new()
        {
            Provider = provider,
            StatusCode = status,
            ProviderCode = code,
            RequestId = Redaction.RedactWord(error.RequestId, secrets),
            RetryAfter = error.RetryAfter,
            ResponseExcerpt = Redaction.RedactExcerpt(body, secrets),
        });
        return exception;
    }

    /// <summary>The exception for an answer that sends the request elsewhere.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="target">Where to, of which only the host is shown; null when it does not say.</param>
    /// <param name="requestId">The provider's id of the request.</param>
    /// <param name="secrets">The secrets of the request, to be taken out where the provider quotes them.</param>
    public static MiniMaxInvalidResponseException RedirectNotFollowed(
        string provider, int status, Uri? target, string? requestId, KnownSecrets? secrets)
    {
        string where = target is null
            ? "to an unknown address"
            : "to " + Redaction.RedactWord(target.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped), secrets);
        return new($"{provider} redirected the request {where} (HTTP {status}). Redirects are not followed, because they would "
            + "send the API key to another address. If the provider has moved, set its new address as the adapter's base "
            + "address.")
        {
            Provider = provider,
            StatusCode = status,
            RequestId = requestId,
        };
    }

    /// <summary>The exception for an answer that is not what the protocol says.</summary>
    public static MiniMaxInvalidResponseException InvalidResponse(string? provider, string problem, Exception? cause = null) =>
        new($"{provider ?? "The provider"} returned an invalid response: {problem}.", cause) { Provider = provider };

    /// <summary>The exception for an object with too many properties that the schema does not name.</summary>
    public static MiniMaxInvalidResponseException TooManyAdditionalProperties() => InvalidResponse(
        null, $"an object has more than {WireFormat.MaxAdditionalProperties} properties that the schema does not name");

    /// <summary>The exception for a body that is not what the protocol says, with its start.</summary>
    public static MiniMaxInvalidResponseException InvalidResponseBody(
        string provider, string problem, ReadOnlySpan<byte> body, KnownSecrets? secrets) =>
        new($"{provider} returned an invalid response: {problem}.")
        {
            Provider = provider,
            ResponseExcerpt = Redaction.RedactExcerpt(
                Encoding.UTF8.GetString(body.Slice(0, Math.Min(body.Length, MaxBodyBytes)).ToArray()), secrets),
        };

    /// <summary>The exception for an answer that does not fit the type that was asked for.</summary>
    /// <param name="completion">The answer.</param>
    /// <param name="type">The name of the type.</param>
    /// <param name="problem">What is wrong with it.</param>
    /// <param name="text">Its text as it came.</param>
    /// <param name="cause">What the type said of it.</param>
    public static MiniMaxInvalidResponseException StructuredOutputMismatch(
        ChatCompletion completion, string type, string problem, string? text, Exception? cause)
    {
        string? refusal = completion.Choices.Count > 0 ? completion.Message.Refusal : null;
        string why = refusal is { Length: > 0 } ? " The model refused to answer."
            : completion.FinishReason == FinishReason.Length ? " The response reached the token limit; increase MaxTokens."
            : completion.FinishReason == FinishReason.ContentFilter ? " A content filter stopped the response."
            : "";
        return new($"The response does not match {type}: {problem}.{why}", cause)
        {
            Provider = completion.Call?.Provider,
            StatusCode = completion.Call?.StatusCode,
            RequestId = completion.Call?.RequestId,
            Attempts = completion.Call?.Attempts ?? [],
            ResponseExcerpt = Redaction.RedactExcerpt(string.IsNullOrEmpty(text) ? refusal ?? "" : text, null),
            Partial = completion,
        };
    }

    /// <summary>The exception for a stream that breaks off.</summary>
    public static MiniMaxStreamInterruptedException StreamInterrupted(string provider, int status, Exception? cause) =>
        new($"The stream from {provider} ended before the response was complete.", cause)
        {
            Provider = provider,
            StatusCode = status,
        };

    /// <summary>The exception for a provider that gave no answer.</summary>
    public static MiniMaxConnectionException ProviderUnreachable(string provider, Exception cause) =>
        // What the platform throws for a certificate that it does not trust.
        cause.InnerException is AuthenticationException
            ? new($"{provider} could not be reached: the TLS handshake failed.", cause)
            {
                Provider = provider, IsPermanent = true,
            }
            : new($"{provider} could not be reached.", cause) { Provider = provider };

    /// <summary>The exception for an answer that broke off.</summary>
    public static MiniMaxConnectionException ConnectionLost(string provider, Exception? cause) =>
        new($"The connection to {provider} was closed before the response was complete.", cause) { Provider = provider };

    /// <summary>The exception for a limit on time.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="kind">Which limit it was.</param>
    /// <param name="limit">How long it is.</param>
    /// <param name="received">What had come by then, such as <c>the headers and 12 chunks</c>.</param>
    /// <param name="cause">The failure before it, or the cancellation.</param>
    public static MiniMaxTimeoutException Timeout(
        string provider, TimeoutKind kind, TimeSpan limit, string received, Exception? cause)
    {
        string what = kind switch
        {
            TimeoutKind.Connect => $"did not accept a connection within {limit}",
            TimeoutKind.Headers => $"sent no response headers within {limit}",
            TimeoutKind.FirstToken => $"sent no token within {limit}",
            TimeoutKind.Idle => $"sent no data for {limit} during the stream",
            TimeoutKind.Total => $"did not complete the response within {limit}",
            _ when limit == System.Threading.Timeout.InfiniteTimeSpan => "was canceled by a timeout of the application",
            _ => $"was canceled by a timeout of the application after {limit}",
        };
        return new($"{provider} {what}; received so far: {received}.", cause) { Provider = provider, Kind = kind, Limit = limit };
    }

    /// <summary>The exception for a provider that rests after failures, and so was not asked.</summary>
    public static MiniMaxServerException CircuitOpen(string provider, TimeSpan? retryAfter, Exception cause) =>
        new(retryAfter > TimeSpan.Zero
            ? FormattableString.Invariant(
                $"The circuit breaker for '{provider}' is open; retry after {retryAfter.Value.TotalSeconds:0.###} s.")
            : $"The circuit breaker for '{provider}' is open.", cause)
        {
            Provider = provider,
            // A circuit whose wait is over says so with nothing, or with less.
            RetryAfter = retryAfter > TimeSpan.Zero ? retryAfter : null,
        };

    /// <summary>The exception for a call that found no place among those at once.</summary>
    public static MiniMaxRateLimitException LimiterRejected(string provider, TimeSpan? retryAfter, Exception? cause = null) =>
        new($"The request to {provider} was rejected locally: the concurrency or rate limit of the client is reached and its "
            + "queue is full.", cause)
        {
            Provider = provider,
            RetryAfter = retryAfter,
        };

    /// <summary>The exception for a limit on money.</summary>
    public static MiniMaxBudgetException SpendLimitExceeded(
        string provider, string reason, decimal limit, decimal spent, TimeSpan? retryAfter) =>
        new(string.Format(
            CultureInfo.InvariantCulture,
            "The call to {0} {1}: {2:0.######} USD of {3:0.######} USD are spent.", provider, reason, spent, limit))
        {
            Provider = provider,
            Limit = limit,
            Spent = spent,
            RetryAfter = retryAfter,
        };

    /// <summary>The exception for a call whose cost cannot be known, where a limit is to be kept.</summary>
    /// <param name="provider">The name of the provider.</param>
    /// <param name="reason">Why the cost is not known.</param>
    /// <param name="model">The model.</param>
    /// <param name="limit">The limit, in US dollars.</param>
    /// <param name="spent">What is known to be spent, in US dollars.</param>
    /// <param name="retryAfter">The time until the call can be sent all the same; null for never.</param>
    public static MiniMaxBudgetException UnknownCallCost(
        string provider, string reason, string model, decimal limit, decimal spent, TimeSpan? retryAfter) =>
        new($"The call to {provider} was rejected before it was sent, because the spend limit cannot count a cost: {reason}, and "
            + $"ChatCompletionsClientOptions.Prices has no price for '{Redaction.RedactQuote(model)}'. Set the price, or set "
            + "SpendLimit.UnknownCost to UnknownCost.Warn to send such calls uncounted.")
        {
            Provider = provider,
            Limit = limit,
            Spent = spent,
            RetryAfter = retryAfter,
        };

    /// <summary>The exception for a request that is refused before anything is sent.</summary>
    public static MiniMaxInvalidRequestException InvalidRequest(string? provider, IReadOnlyList<RequestProblem> problems) =>
        new($"The request was not sent, for {(problems.Count == 1 ? "a problem" : $"{problems.Count} problems")} in it: "
            + string.Join("; ", problems))
        {
            Provider = provider,
            Problems = problems,
        };

    private static MiniMaxException CreateByKind(ErrorKind kind, Func<string, string> formatMessage) => kind switch
    {
        ErrorKind.Authentication => new MiniMaxAuthenticationException(formatMessage("rejected the API key")),
        ErrorKind.Permission =>
            new MiniMaxPermissionException(formatMessage("rejected the request because the key lacks permission")),
        ErrorKind.InsufficientCredits => new MiniMaxInsufficientCreditsException(
            formatMessage("rejected the request because the account has insufficient credits")),
        ErrorKind.NotFound => new MiniMaxNotFoundException(formatMessage("did not find the model or the path")),
        ErrorKind.InvalidRequest => new MiniMaxInvalidRequestException(formatMessage("rejected the request")),
        ErrorKind.RateLimit =>
            new MiniMaxRateLimitException(formatMessage("rejected the request because the rate limit is exceeded")),
        ErrorKind.ContentFiltered => new MiniMaxContentFilteredException(formatMessage("rejected the content")),
        ErrorKind.Server => new MiniMaxServerException(formatMessage("failed")),
        ErrorKind.PermanentServer => new MiniMaxServerException(formatMessage("failed")) { IsPermanent = true },
        _ => new MiniMaxInvalidResponseException(formatMessage("returned an unexpected response")),
    };
}
