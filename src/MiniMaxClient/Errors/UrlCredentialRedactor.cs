using System.Text;

namespace MiniMaxClient.Errors;

/// <summary>Redacts the credentials of URLs in exception messages.</summary>
/// <remarks>.NET quotes the address of a proxy in messages, including the password.</remarks>
internal static class UrlCredentialRedactor
{
    private const string Separator = "://";

    /// <summary>Returns the exception, or a redacted copy if its message or that of an inner exception has credentials.</summary>
    public static Exception? RedactCredentials(Exception? exception)
    {
        if (!HasCredentials(exception))
            return exception;
        string message = RedactCredentials(exception!.Message);
        Exception? inner = RedactCredentials(exception.InnerException);
        return exception switch
        {
#if NETSTANDARD2_0
            HttpRequestException => new HttpRequestException(message, inner),
#else
            HttpRequestException e => new HttpRequestException(e.HttpRequestError, message, inner, e.StatusCode),
#endif
            IOException => new IOException(message, inner),
            OperationCanceledException e => new OperationCanceledException(message, inner, e.CancellationToken),
            _ => new InvalidOperationException($"{exception.GetType()}: {message}", inner),
        };
    }

    /// <summary>Replaces the credentials of every URL in a text with <c>***</c>.</summary>
    internal static string RedactCredentials(string text)
    {
        int start = text.IndexOf(Separator, StringComparison.Ordinal);
        if (start < 0)
            return text;
        var redacted = new StringBuilder();
        int copied = 0;
        for (; start >= 0; start = text.IndexOf(Separator, start, StringComparison.Ordinal))
        {
            start += Separator.Length;
            int end = start;
            int atSign = -1;
            for (; end < text.Length && IsPartOfAuthority(text[end]); end++)
            {
                if (text[end] == '@')
                    atSign = end;
            }

            if (atSign >= 0)
            {
                redacted.Append(text, copied, start - copied).Append("***");
                copied = atSign;
            }

            start = end;
        }

        return redacted.Append(text, copied, text.Length - copied).ToString();
    }

    // An apostrophe may be part of a password: Uri does not escape it.
    private static bool IsPartOfAuthority(char c) => c is not ('/' or '"' or '<' or '>') && !char.IsWhiteSpace(c);

    private static bool HasCredentials(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (RedactCredentials(exception.Message) != exception.Message)
                return true;
        }

        return false;
    }
}
