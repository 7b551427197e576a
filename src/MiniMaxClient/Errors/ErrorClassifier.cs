using System.Globalization;

namespace MiniMaxClient.Errors;

/// <summary>Determines the kind of failure that a provider's response reports.</summary>
internal static class ErrorClassifier
{
    // MiniMax's code for any invalid parameter, an unknown model among them.
    private const string InvalidParametersCode = "2013";

    // The first of these in a message decides: "Model not found" may precede a name, "try again" follows every kind of failure.
    private static readonly (string Phrase, ProviderErrorKind Kind)[] MessagePhrases =
    [
        ("model not found", ProviderErrorKind.NotFound),
        ("insufficient permission", ProviderErrorKind.Permission),
        ("insufficient", ProviderErrorKind.InsufficientCredits),
        ("out of credits", ProviderErrorKind.InsufficientCredits),
        ("exhausted the available", ProviderErrorKind.InsufficientCredits),
        ("rate limit", ProviderErrorKind.RateLimit),
        ("too many requests", ProviderErrorKind.RateLimit),
        ("api key", ProviderErrorKind.Authentication),
        ("server error", ProviderErrorKind.Server),
        ("try again", ProviderErrorKind.Server),
        ("credits", ProviderErrorKind.InsufficientCredits),
    ];

    /// <summary>Determines whether a provider does not have the model of a request, which another provider may have.</summary>
    public static bool IsUnknownModel(MiniMaxException failure) => failure is MiniMaxNotFoundException
        || (failure is MiniMaxInvalidRequestException { ProviderCode: InvalidParametersCode }
            && failure.OriginalMessage.Contains("unknown model", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Determines whether a provider reported the failure; false if the client detected it, as a timeout or a lost connection.
    /// </summary>
    public static bool IsProviderError(MiniMaxException failure) => failure
        is MiniMaxAuthenticationException or MiniMaxPermissionException or MiniMaxInsufficientCreditsException
        or MiniMaxNotFoundException or MiniMaxInvalidRequestException or MiniMaxRateLimitException
        or MiniMaxContentFilteredException or MiniMaxServerException;

    public static ProviderErrorKind Classify(int status, ProviderError error)
    {
        if (error.Kind is { } kind)
            return kind;

        // MiniMax's HTTP status is unreliable, its error code is not: 1008 was observed with 200 and with 429.
        if (GetMiniMaxCode(error) is { } code && ClassifyMiniMaxCode(code) is { } byCode)
            return byCode;
        if (status is >= 200 and < 300)
            return ClassifyBody(error);

        // An error code in the body is more specific than a 4xx status: "insufficient_quota" is also sent with 429.
        return status is >= 400 and < 500 && ClassifySpecificCode(error) is { } specific
            ? specific
            : ClassifyStatus(status, error);
    }

    /// <summary>Gets the MiniMax error code, which is often only in parentheses at the end of the message.</summary>
    public static int? GetMiniMaxCode(ProviderError error)
    {
        if (error.Code is { Length: 4 } code && ParseNumber(code) is { } number)
            return number;
        string text = (error.Message ?? "").TrimEnd(' ', '\t', '\r', '\n', '.');
        bool endsWithCode = text.Length >= 6 && text[text.Length - 6] == '(' && text[text.Length - 1] == ')';
        return endsWithCode && ParseNumber(text.Substring(text.Length - 5, 4)) is { } last
            && ClassifyMiniMaxCode(last) is not null
            ? last
            : null;
    }

    private static ProviderErrorKind ClassifyBody(ProviderError error)
    {
        if ((error.StatusCode ?? ParseHttpStatus(error.Code)) is { } status)
            return ClassifySpecificCode(error) ?? ClassifyStatus(status, error);
        return ClassifyCodeOrType(error.Type) ?? ClassifyCodeOrType(error.Code) ?? ClassifyMessage(error.Message)
            ?? ProviderErrorKind.PermanentServer;
    }

    private static ProviderErrorKind ClassifyStatus(int status, ProviderError error) => status switch
    {
        401 => ProviderErrorKind.Authentication,
        402 => ProviderErrorKind.InsufficientCredits,
        // AIML API sends 403 for insufficient credits and for a forbidden model; only the message differs.
        403 when MentionsCredits(error.Message) => ProviderErrorKind.InsufficientCredits,
        403 => ProviderErrorKind.Permission,
        404 => ProviderErrorKind.NotFound,
        408 => ProviderErrorKind.Server,
        429 => ProviderErrorKind.RateLimit,
        >= 400 and < 500 => ProviderErrorKind.InvalidRequest,
        // 500, 502, 503, 504, 529.
        >= 500 => ProviderErrorKind.Server,
        _ => ProviderErrorKind.InvalidResponse,
    };

    /// <summary>Gets the kind from the error code if it is more specific than an invalid request or a server failure.</summary>
    private static ProviderErrorKind? ClassifySpecificCode(ProviderError error)
    {
        ProviderErrorKind? code = ParseHttpStatus(error.Code) is { } status
            ? ClassifyStatus(status, error)
            : ClassifyCodeOrType(error.Code);
        if (code is { } byCode and not (ProviderErrorKind.InvalidRequest or ProviderErrorKind.Server))
            return byCode;

        // Types are less specific: OpenAI's 401 and 404 have the type "invalid_request_error".
        return ClassifyCodeOrType(error.Type) is { } byType
            and (ProviderErrorKind.InsufficientCredits or ProviderErrorKind.ContentFiltered)
            ? byType
            : null;
    }

    // From platform.minimax.io/docs/api-reference/errorcode, MiniMax's CLI and third-party gateways.
    private static ProviderErrorKind? ClassifyMiniMaxCode(int code) => code switch
    {
        1000 or 1001 or 1013 or 1024 or 1033 or 2064 => ProviderErrorKind.Server,
        1002 or 1041 or 2045 => ProviderErrorKind.RateLimit,
        1004 or 2049 => ProviderErrorKind.Authentication,
        1008 or 1028 or 1030 or 2054 or 2056 or 2062 => ProviderErrorKind.InsufficientCredits,
        1026 or 1027 => ProviderErrorKind.ContentFiltered,
        1039 or 1042 or 2013 => ProviderErrorKind.InvalidRequest,
        2061 => ProviderErrorKind.Permission,
        _ => null,
    };

    private static ProviderErrorKind? ClassifyCodeOrType(string? codeOrType) => codeOrType switch
    {
        "invalid_request_error" or "bad_request_error" or "request_too_large" or "validation" => ProviderErrorKind.InvalidRequest,
        "authentication_error" or "authorized_error" or "authentication" or "invalid_api_key" => ProviderErrorKind.Authentication,
        "billing_error" or "insufficient_credits" or "insufficient_quota" or "insufficient_user_quota"
            or "exceeded_current_quota_error" or "billing_hard_limit_reached" => ProviderErrorKind.InsufficientCredits,
        "permission_error" => ProviderErrorKind.Permission,
        "not_found_error" or "not_found" or "model_not_found" => ProviderErrorKind.NotFound,
        "rate_limit_error" or "rate_limit" or "rate_limited" or "rate_limit_exceeded" => ProviderErrorKind.RateLimit,
        "content_filter" or "content_policy_violation" or "data_inspection_failed" or "sensitive_words_detected" =>
            ProviderErrorKind.ContentFiltered,
        "api_error" or "overloaded_error" or "timeout_error" or "server_error" or "service_unavailable" =>
            ProviderErrorKind.Server,
        _ => null,
    };

    private static bool MentionsCredits(string? message) =>
        ClassifyMessage(message) is ProviderErrorKind.InsufficientCredits
            || message?.IndexOf("credits", StringComparison.OrdinalIgnoreCase) >= 0;

    private static ProviderErrorKind? ClassifyMessage(string? message)
    {
        foreach ((string phrase, ProviderErrorKind kind) in MessagePhrases)
        {
            if (message?.IndexOf(phrase, StringComparison.OrdinalIgnoreCase) >= 0)
                return kind;
        }

        return null;
    }

    /// <summary>Parses an error code that is an HTTP status code from 400 to 599.</summary>
    private static int? ParseHttpStatus(string? code) => ParseNumber(code) is { } number and >= 400 and < 600 ? number : null;

    private static int? ParseNumber(string? digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
