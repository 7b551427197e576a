// https://platform.openai.com/docs/guides/rate-limits, https://docs.claude.com/en/api/rate-limits,
// https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-06
using System.Globalization;
using System.Net.Http.Headers;

namespace MiniMaxClient.Protocols;

/// <summary>Represents the rate limits in the headers of a response.</summary>
/// <param name="RequestsPerMinute">The limit of requests; null if there is none.</param>
/// <param name="TokensPerMinute">The limit of tokens; null if there is none.</param>
/// <param name="Pause">The time until a limit that is used up is reset; null if none is used up.</param>
internal readonly record struct RateLimitHeaders(long? RequestsPerMinute, long? TokensPerMinute, TimeSpan? Pause)
{
    // A reset that is not a time but a number above it is a Unix time.
    private const double MaxResetSeconds = 1e9;

    // The headers of one limit, and whether its window is a minute without being named.
    private static readonly (string Limit, string Remaining, string Reset, bool IsTokens, bool IsPerMinute)[] Families =
    [
        ("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests", false, true),
        ("x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens", true, true),
        ("anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset",
            false, true),
        ("anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset",
            true, true),
        ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", false, false),
    ];

    // The units of OpenAI's durations such as "1m30.5s", longer names first.
    private static readonly (string Name, double Seconds)[] Units =
        [("ms", 0.001), ("us", 0.000001), ("ns", 0.000000001), ("h", 3600), ("m", 60), ("s", 1)];

    /// <summary>Reads the headers; ignores those that cannot be parsed.</summary>
    public static RateLimitHeaders Read(HttpResponseHeaders headers, DateTimeOffset receivedAt)
    {
        long? requests = null;
        long? tokens = null;
        TimeSpan? pause = null;
        foreach (var family in Families)
        {
            if (ReadLimit(headers, family.Limit, family.IsPerMinute) is { } limit)
            {
                if (family.IsTokens)
                    tokens = Math.Min(tokens ?? limit, limit);
                else
                    requests = Math.Min(requests ?? limit, limit);
            }

            if (GetValue(headers, family.Remaining) is { } remaining && ParseNumber(remaining) is <= 0
                && GetValue(headers, family.Reset) is { } value
                && ParseReset(value, headers.Date ?? receivedAt) is { Ticks: > 0 } reset
                && !(reset <= pause))
                pause = reset;
        }

        return new(requests, tokens, pause);
    }

    private static long? ReadLimit(HttpResponseHeaders headers, string name, bool isPerMinute)
    {
        if (GetValue(headers, name) is not { } value)
            return null;
        // The draft's value is "100, 100;w=60", with the window in seconds here or in RateLimit-Policy.
        double windows = 1;
        if (!isPerMinute)
        {
            string policy = value.Contains("w=", StringComparison.Ordinal) ? value : GetValue(headers, "RateLimit-Policy") ?? "";
            int start = policy.IndexOf("w=", StringComparison.Ordinal) + 2;
            if (start < 2 || ParseNumber(policy.Substring(start).Split(',', ';')[0]) is not { } seconds || seconds < 60)
            {
                // A limit of a shorter window says nothing about bursts within a minute.
                return null;
            }

            windows = 60 / seconds;
        }

        // Only the draft's value is a list; in another one a comma separates groups of digits.
        string text = isPerMinute ? value.Replace(",", "") : value.Split(',', ';')[0];
        return ParseNumber(text) is { } number && number * windows is >= 1 and < 1e15 and var limit
            ? (long)limit
            : null;
    }

    private static TimeSpan? ParseReset(string text, DateTimeOffset now)
    {
        double? seconds = ParseNumber(text) ?? ParseDuration(text);
        if (seconds < MaxResetSeconds)
            return TimeSpan.FromSeconds(seconds.Value);
        if (seconds is { } unixTime)
            return unixTime < 1e11 ? DateTimeOffset.FromUnixTimeSeconds((long)unixTime) - now : null;
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time - now
            : null;
    }

    /// <summary>Parses a duration such as <c>6m0s</c> or <c>120ms</c>, in seconds.</summary>
    private static double? ParseDuration(string text)
    {
        double seconds = 0;
        int position = 0;
        while (position < text.Length)
        {
            int end = position;
            while (end < text.Length && text[end] is (>= '0' and <= '9') or '.')
                end++;
            var unit = Array.Find(Units, unit => string.CompareOrdinal(text, end, unit.Name, 0, unit.Name.Length) == 0);
            if (unit.Name is null || ParseNumber(text.Substring(position, end - position)) is not { } number)
                return null;
            seconds += number * unit.Seconds;
            position = end + unit.Name.Length;
        }

        return position > 0 ? seconds : null;
    }

    private static string? GetValue(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values).Trim() : null;

    private static double? ParseNumber(string text) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
        && number is >= 0 and < double.PositiveInfinity
            ? number
            : null;
}
