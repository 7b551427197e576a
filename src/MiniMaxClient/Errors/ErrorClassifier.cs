using System.Globalization;
using ErrorKind = MiniMaxClient.ProviderErrorKind;

namespace MiniMaxClient.Errors;

/// <summary>Determines the kind of failure that a provider's response reports.</summary>
internal static class ErrorClassifier
{
    private static readonly (string Phrase, ErrorKind Kind)[] MessagePhrases =
    [
        ("credits", ErrorKind.InsufficientCredits),
        ("insufficient", ErrorKind.InsufficientCredits),
        ("exhausted the available", ErrorKind.InsufficientCredits),
        ("api key", ErrorKind.Authentication),
        ("rate limit", ErrorKind.RateLimit),
        ("too many requests", ErrorKind.RateLimit),
        ("model not found", ErrorKind.NotFound),
        ("server error", ErrorKind.Server),
        ("try again", ErrorKind.Server),
    ];

    public static ErrorKind Classify(int status, ProviderError error)
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

    private static ErrorKind ClassifyBody(ProviderError error)
    {
        if ((error.StatusCode ?? ParseHttpStatus(error.Code)) is { } status)
            return ClassifySpecificCode(error) ?? ClassifyStatus(status, error);
        return ClassifyCodeOrType(error.Type) ?? ClassifyCodeOrType(error.Code) ?? ClassifyMessage(error.Message)
            ?? ErrorKind.PermanentServer;
    }

    private static ErrorKind ClassifyStatus(int status, ProviderError error) => status switch
    {
        401 => ErrorKind.Authentication,
        402 => ErrorKind.InsufficientCredits,
        // AIML API sends 403 for insufficient credits and for a forbidden model; only the message differs.
        403 when ClassifyMessage(error.Message) is ErrorKind.InsufficientCredits => ErrorKind.InsufficientCredits,
        403 => ErrorKind.Permission,
        404 => ErrorKind.NotFound,
        408 => ErrorKind.Server,
        429 => ErrorKind.RateLimit,
        >= 400 and < 500 => ErrorKind.InvalidRequest,
        >= 500 => ErrorKind.Server,
        _ => ErrorKind.InvalidResponse,
    };

    /// <summary>Gets the kind from the error code if it is more specific than an invalid request or a server failure.</summary>
    private static ErrorKind? ClassifySpecificCode(ProviderError error)
    {
        ErrorKind? code = ParseHttpStatus(error.Code) is { } status
            ? ClassifyStatus(status, error)
            : ClassifyCodeOrType(error.Code);
        if (code is { } byCode and not (ErrorKind.InvalidRequest or ErrorKind.Server))
            return byCode;

        // Types are less specific: OpenAI's 401 and 404 have the type "invalid_request_error".
        return ClassifyCodeOrType(error.Type) is { } byType and (ErrorKind.InsufficientCredits or ErrorKind.ContentFiltered)
            ? byType
            : null;
    }

    // From platform.minimax.io/docs/api-reference/errorcode, MiniMax's CLI and third-party gateways.
    private static ErrorKind? ClassifyMiniMaxCode(int code) => code switch
    {
        1000 or 1001 or 1013 or 1024 or 1033 or 2064 => ErrorKind.Server,
        1002 or 1041 or 2045 => ErrorKind.RateLimit,
        1004 or 2049 => ErrorKind.Authentication,
        1008 or 1028 or 1030 or 2054 or 2056 or 2062 => ErrorKind.InsufficientCredits,
        1026 or 1027 => ErrorKind.ContentFiltered,
        1039 or 1042 or 2013 => ErrorKind.InvalidRequest,
        2061 => ErrorKind.Permission,
        _ => null,
    };

    private static ErrorKind? ClassifyCodeOrType(string? codeOrType) => codeOrType switch
    {
        "invalid_request_error" or "bad_request_error" or "request_too_large" or "validation" => ErrorKind.InvalidRequest,
        "authentication_error" or "authorized_error" or "authentication" or "invalid_api_key" => ErrorKind.Authentication,
        "billing_error" or "insufficient_credits" or "insufficient_quota" or "insufficient_user_quota"
            or "exceeded_current_quota_error" or "billing_hard_limit_reached" => ErrorKind.InsufficientCredits,
        "permission_error" => ErrorKind.Permission,
        "not_found_error" or "not_found" or "model_not_found" => ErrorKind.NotFound,
        "rate_limit_error" or "rate_limit" or "rate_limited" or "rate_limit_exceeded" => ErrorKind.RateLimit,
        "content_filter" or "content_policy_violation" or "data_inspection_failed" or "sensitive_words_detected" =>
            ErrorKind.ContentFiltered,
        "api_error" or "overloaded_error" or "timeout_error" or "server_error" or "service_unavailable" => ErrorKind.Server,
        _ => null,
    };

    private static ErrorKind? ClassifyMessage(string? message)
    {
        foreach ((string phrase, ErrorKind kind) in MessagePhrases)
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
