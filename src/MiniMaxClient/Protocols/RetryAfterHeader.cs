// https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
using System.Globalization;
using System.Net.Http.Headers;

namespace MiniMaxClient.Protocols;

/// <summary>Reads the retry delay from the headers of a response.</summary>
internal static class RetryAfterHeader
{
    // Longer delays are capped, far below the maximum of TimeSpan.
    private const double MaxSeconds = 1e9;

    /// <summary>Reads the delay, zero if the date is in the past; null if there is none or it cannot be parsed.</summary>
    public static TimeSpan? ReadDelay(HttpResponseHeaders? headers, DateTimeOffset receivedAt)
    {
        if (headers is null)
            return null;

        // OpenAI and Azure send this header for delays below one second.
        if (headers.TryGetValues("retry-after-ms", out IEnumerable<string>? values)
            && ReadNumber(values.First()) is { } milliseconds)
            return TimeSpan.FromSeconds(Math.Min(milliseconds / 1000, MaxSeconds));
        if (!headers.TryGetValues("Retry-After", out values))
            return null;
        string value = values.First().Trim();

        // RFC 9110: "The Retry-After field value can be either an HTTP-date or a number of seconds to delay". Some gateways send
        // fractions of a second.
        if (ReadNumber(value) is { } seconds)
            return TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds));
        if (!RetryConditionHeaderValue.TryParse(value, out RetryConditionHeaderValue? parsed) || parsed.Date is not { } until)
            return null;

        // The server's clock, if the Date header is present: the local clock may be wrong.
        TimeSpan delay = until - (headers.Date ?? receivedAt);
        return delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
    }

    private static double? ReadNumber(string text) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
        // The parser also accepts "NaN" and "Infinity".
        && number is >= 0 and < double.PositiveInfinity
            ? number
            : null;
}
