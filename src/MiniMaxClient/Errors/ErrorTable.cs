using System.Globalization;

namespace MiniMaxClient.Errors;

/// <summary>Which kind of failure a provider's answer is.</summary>
internal static class ErrorTable
{
    private static readonly (string Words, ErrorKind Kind)[] Phrases =
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
        // MiniMax's HTTP status is not reliable; its number is. 1008 was seen under 200 and under 429.
        if (MiniMaxCode(error) is { } code && ByMiniMaxCode(code) is { } byCode)
            return byCode;
        if (status is >= 200 and < 300 && error.Status is { } told)
            status = told;
        return status switch
        {
            >= 200 and < 300 => ByWord(error.Type) ?? ByWord(error.Code) ?? ByPhrase(error.Message) ?? ErrorKind.PermanentServer,
            401 => ErrorKind.Authentication,
            402 => ErrorKind.InsufficientCredits,
            // AIML API answers 403 when the account is out of money; its words tell that from a forbidden model.
            403 when ByPhrase(error.Message) is ErrorKind.InsufficientCredits => ErrorKind.InsufficientCredits,
            403 => ErrorKind.Permission,
            404 => ErrorKind.NotFound,
            408 => ErrorKind.Server,
            429 => ErrorKind.RateLimit,
            >= 400 and < 500 => ErrorKind.InvalidRequest,
            >= 500 => ErrorKind.Server,
            _ => ErrorKind.InvalidResponse,
        };
    }

    /// <summary>MiniMax's number, which often only stands in parentheses at the end of the message.</summary>
    private static int? MiniMaxCode(ProviderError error)
    {
        string text = (error.Message ?? "").TrimEnd();
        bool endsWithCode = text.Length >= 6 && text[text.Length - 6] == '(' && text[text.Length - 1] == ')';
        string digits = error.Code is { Length: 4 } code ? code : endsWithCode ? text.Substring(text.Length - 5, 4) : "";
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }

    // platform.minimax.io/docs/api-reference/errorcode; the later rows from MiniMax's CLI and from third-party gateways.
    private static ErrorKind? ByMiniMaxCode(int code) => code switch
    {
        1000 or 1001 or 1013 or 1024 or 1033 => ErrorKind.Server,
        1002 or 1041 or 2045 => ErrorKind.RateLimit,
        1004 or 2049 => ErrorKind.Authentication,
        1008 or 1028 or 1030 or 2056 => ErrorKind.InsufficientCredits,
        1026 or 1027 => ErrorKind.ContentFiltered,
        1039 or 1042 or 2013 => ErrorKind.InvalidRequest,
        2061 => ErrorKind.Permission,
        _ => null,
    };

    private static ErrorKind? ByWord(string? word) => word switch
    {
        "invalid_request_error" or "bad_request_error" or "request_too_large" or "validation" or "400" or "413" or "422" =>
            ErrorKind.InvalidRequest,
        "authentication_error" or "authorized_error" or "authentication" or "invalid_api_key" or "401" =>
            ErrorKind.Authentication,
        "billing_error" or "insufficient_credits" or "insufficient_quota" or "402" => ErrorKind.InsufficientCredits,
        "permission_error" or "403" => ErrorKind.Permission,
        "not_found_error" or "not_found" or "model_not_found" or "404" => ErrorKind.NotFound,
        "rate_limit_error" or "rate_limit" or "rate_limited" or "rate_limit_exceeded" or "429" => ErrorKind.RateLimit,
        "content_filter" or "content_policy_violation" => ErrorKind.ContentFiltered,
        "api_error" or "overloaded_error" or "timeout_error" or "server_error" or "service_unavailable"
            or "500" or "502" or "503" or "504" or "529" => ErrorKind.Server,
        _ => null,
    };

    private static ErrorKind? ByPhrase(string? message)
    {
        foreach ((string words, ErrorKind kind) in Phrases)
        {
            if (message?.IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0)
                return kind;
        }

        return null;
    }
}
