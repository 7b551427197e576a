// https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
using System.Globalization;
using System.Net.Http.Headers;

namespace MiniMaxClient.Protocols;

/// <summary>Reads the wait that an answer's headers ask for.</summary>
internal static class RetryAfterHeader
{
    // A wait beyond it is a wait for ever; a span of time holds no more.
    private const double MaxSeconds = 1e9;

    /// <summary>The wait, zero for a moment that is over; null when there is none, or nothing that can be read.</summary>
    public static TimeSpan? ReadDelay(HttpResponseHeaders? headers, DateTimeOffset receivedAt)
    {
        if (headers is null)
            return null;

        // OpenAI's and Azure's more exact header.
        if (headers.TryGetValues("retry-after-ms", out IEnumerable<string>? values)
            && ReadNumber(values.First()) is { } milliseconds)
            return TimeSpan.FromSeconds(Math.Min(milliseconds / 1000, MaxSeconds));
        if (!headers.TryGetValues("Retry-After", out values))
            return null;
        string value = values.First().Trim();

        // RFC 9110: "The Retry-After field value can be either an HTTP-date or a number of seconds to delay". Some gateways send
        // fractions of a second. A parser of numbers takes "NaN" and "Infinity" for some too.
        if (ReadNumber(value) is { } seconds)
            return TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds));
        if (!RetryConditionHeaderValue.TryParse(value, out RetryConditionHeaderValue? parsed) || parsed.Date is not { } until)
            return null;

        // The server's own clock, where it tells it: the machine's may be wrong.
        TimeSpan wait = until - (headers.Date ?? receivedAt);
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private static double? ReadNumber(string text) =>
        double.TryParse(text.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
        && number is >= 0 and < double.PositiveInfinity
            ? number
            : null;
}
