using System.Globalization;

namespace MiniMaxClient.Protocols;

/// <summary>Parses the time at which an exhausted MiniMax quota resets.</summary>
/// <remarks>
/// The message of error 2056 contains it: <c>usage limit exceeded, … resets at 2026-05-20T20:00:00Z (2056)</c>, with <c>Z</c>
/// or an offset (MiniMax-M2.7#36).
/// </remarks>
internal static class QuotaResetTime
{
    private const string Marker = "resets at ";

    // A plan without the capability has no quota of it, so waiting does not help.
    private const string NoQuota = "(0/0 used)";

    /// <summary>Parses the time until the reset, zero if it is in the past; null if the message has none that helps.</summary>
    /// <param name="message">The provider's message.</param>
    /// <param name="receivedAt">The time at which the message arrived.</param>
    public static TimeSpan? ParseTimeUntilReset(string? message, DateTimeOffset receivedAt)
    {
        int start = message?.IndexOf(Marker, StringComparison.OrdinalIgnoreCase) ?? -1;
        if (start < 0 || message!.Contains(NoQuota, StringComparison.Ordinal))
            return null;
        start += Marker.Length;
        int end = start;
        while (end < message!.Length && message[end] is (>= '0' and <= '9') or '-' or '+' or ':' or '.' or 'T' or 'Z')
            end++;

        // Without an offset the time is ambiguous, and a retry that is too early may be billed.
        string text = message.Substring(start, end - start).TrimEnd('.', ':');
        if (text.Length == 0)
            return null;
        bool hasOffset = text[text.Length - 1] == 'Z' || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T');
        if (!hasOffset || text.IndexOf('T') < 0
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset reset))
            return null;
        return reset > receivedAt ? reset - receivedAt : TimeSpan.Zero;
    }
}
