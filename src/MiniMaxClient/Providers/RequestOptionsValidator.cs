namespace MiniMaxClient.Providers;

/// <summary>Validates the options of a request.</summary>
internal static class RequestOptionsValidator
{
    // The adapter or the HttpClient sets the headers that carry credentials.
    private static readonly string[] CredentialHeaders = ["Authorization", "x-api-key", "Proxy-Authorization", "Cookie"];

    public static void ValidateOptions(RequestOptions options, Action<string, string> addProblem)
    {
        ValidateTimeout(nameof(options.Timeout), options.Timeout, addProblem);
        ValidateTimeout(nameof(options.HeadersTimeout), options.HeadersTimeout, addProblem);
        ValidateTimeout(nameof(options.FirstTokenTimeout), options.FirstTokenTimeout, addProblem);
        ValidateTimeout(nameof(options.IdleTimeout), options.IdleTimeout, addProblem);

        if (options.MaxRetryAttempts is < 0 or > RetryRange.Maximum)
            addProblem("Options.MaxRetryAttempts", $"is {options.MaxRetryAttempts}; it must be 0 to 10");
        if (options.PromptCaching is { } caching && caching is not (PromptCaching.Manual or PromptCaching.Automatic))
            addProblem("Options.PromptCaching", $"is {caching}; it must be Manual or Automatic");

        // AIML API silently ignores an id in another format.
        if (options.ClientRequestId is { } id && !(id.Length is >= 1 and <= 128 && id.All(IsRequestIdCharacter)))
            addProblem("Options.ClientRequestId", "is not 1 to 128 of A-Z a-z 0-9 . _ : -");
        foreach (KeyValuePair<string, string> header in options.Headers ?? new Dictionary<string, string>())
            ValidateHeader(header.Key, header.Value, addProblem);
    }

    private static void ValidateTimeout(string name, TimeSpan? timeout, Action<string, string> addProblem)
    {
        if (timeout is { } value && !TimeoutRange.IsValid(value))
            addProblem("Options." + name, $"is {value}; it must be {TimeoutRange.Description}");
    }

    private static void ValidateHeader(string name, string? value, Action<string, string> addProblem)
    {
        string path = "Options." + HeaderValidator.GetHeaderPath(name);
        if (!HeaderValidator.IsValidName(name))
            addProblem(path, HeaderValidator.InvalidNameProblem);
        else if (HeaderValidator.IsReservedName(name) || CredentialHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            addProblem(path, HeaderValidator.ReservedNameProblem);
        if (!HeaderValidator.IsValidValue(value))
            addProblem(path, HeaderValidator.InvalidValueProblem);
    }

    private static bool IsRequestIdCharacter(char c) => HeaderValidator.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-';
}
