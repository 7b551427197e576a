namespace MiniMaxClient.Agents;

/// <summary>Determines whether a provider may have rejected the structured output mode of a request.</summary>
internal static class ResponseFormatRejection
{
    private static readonly string[] FormatWords =
    [
        "response_format", "json_schema", "json_object", "json", "schema", "structured", "tool_choice", "tool", "tools",
        "function", "functions",
    ];

    // Words that indicate another reason.
    private static readonly string[] UnrelatedWords =
    [
        "model", "models", "message", "messages", "role", "context", "token", "tokens", "max_tokens", "max_completion_tokens",
        "prompt", "length", "long", "temperature", "top_p", "key", "auth", "authentication", "unauthorized", "authorization",
        "permission", "not found", "not exist", "balance", "credit", "credits", "quota", "image", "content", "url", "user",
        "stop",
    ];

    /// <summary>
    /// Whether another mode may be accepted: the message names the format, the schema or tools, or no known reason at all.
    /// </summary>
    public static bool IsLikely(MiniMaxInvalidRequestException exception)
    {
        // Problems found before sending concern the caller's part of the request.
        if (exception.Problems.Count > 0)
            return false;
        string text = $"{exception.OriginalMessage} {exception.ResponseExcerpt}";
        return ContainsAnyWord(text, FormatWords)
            || !(ContainsAnyWord(GetReason(exception.OriginalMessage), UnrelatedWords) || ContainsParameterName(text));
    }

    // The text before the first colon is this library's and names the provider.
    private static string GetReason(string message)
    {
        int end = message.IndexOf(": ", StringComparison.Ordinal);
        return end < 0 ? message : message.Substring(end + 1);
    }

    private static bool ContainsParameterName(string text)
    {
        int name = text.IndexOf("\"param\"", StringComparison.Ordinal);
        if (name < 0)
            return false;
        string value = text.Substring(name + "\"param\"".Length).TrimStart(' ', ':');
        return value.Length > 1 && value[0] == '"' && value[1] != '"';
    }

    private static bool ContainsAnyWord(string text, string[] words) => words.Any(word => ContainsWord(text, word));

    private static bool ContainsWord(string text, string word)
    {
        for (int i = 0; (i = text.IndexOf(word, i, StringComparison.OrdinalIgnoreCase)) >= 0; i += word.Length)
        {
            int end = i + word.Length;
            if ((i == 0 || !char.IsLetterOrDigit(text[i - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                return true;
        }

        return false;
    }
}
