using MiniMaxClient.Protocols;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

public sealed class RateLimitHeadersTests
{
    /// <summary>Header lines, and the limits and the pause in seconds that they contain.</summary>
    public static TheoryData<string, long?, long?, double?> Responses { get; } = new()
    {
        { "", null, null, null },
        {
            """
            x-ratelimit-limit-requests: 60
            x-ratelimit-limit-tokens: 150000
            x-ratelimit-remaining-requests: 59
            x-ratelimit-remaining-tokens: 149984
            x-ratelimit-reset-requests: 1s
            x-ratelimit-reset-tokens: 6m0s
            """,
            60, 150_000, null
        },
        { "x-ratelimit-remaining-tokens: 0\nx-ratelimit-reset-tokens: 6m0s", null, null, 360 },
        { "x-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: 120ms", null, null, 0.12 },
        { "x-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: 1h2m3.5s", null, null, 3723.5 },
        { "x-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: 12.5", null, null, 12.5 },
        { "x-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: 1767323055", null, null, 10 },
        { "x-ratelimit-remaining-requests: 0\nx-ratelimit-reset-requests: soon", null, null, null },
        { "x-ratelimit-remaining-requests: 0", null, null, null },
        {
            """
            x-ratelimit-remaining-requests: 0
            x-ratelimit-reset-requests: 7s
            x-ratelimit-remaining-tokens: 0
            x-ratelimit-reset-tokens: 3s
            """,
            null, null, 7
        },
        {
            """
            anthropic-ratelimit-requests-limit: 50
            anthropic-ratelimit-requests-remaining: 0
            anthropic-ratelimit-requests-reset: 2026-01-02T03:04:17Z
            anthropic-ratelimit-tokens-limit: 40000
            anthropic-ratelimit-tokens-remaining: 12
            anthropic-ratelimit-tokens-reset: 2026-01-02T03:05:05Z
            """,
            50, 40_000, 12
        },
        // By the server's clock, which is an hour behind.
        {
            """
            Date: Fri, 02 Jan 2026 02:04:05 GMT
            anthropic-ratelimit-requests-remaining: 0
            anthropic-ratelimit-requests-reset: 2026-01-02T02:04:10Z
            """,
            null, null, 5
        },
        { "anthropic-ratelimit-requests-remaining: 0\nanthropic-ratelimit-requests-reset: 2026-01-02T03:04:00Z", null, null, null },
        { "RateLimit-Limit: 100, 100;w=60\nRateLimit-Remaining: 0\nRateLimit-Reset: 50", 100, null, 50 },
        // Ten in a second do not mean 600 at any time of a minute.
        { "RateLimit-Limit: 10\nRateLimit-Policy: 10;w=1", null, null, null },
        { "x-ratelimit-limit-requests: 1,000", 1000, null, null },
        { "RateLimit-Limit: 6000\nRateLimit-Policy: 6000;w=3600;comment=\"hour\"", 100, null, null },
        // Without a window, the limit says nothing about a minute.
        { "RateLimit-Limit: 5000\nRateLimit-Remaining: 4999\nRateLimit-Reset: 3000", null, null, null },
        { "x-ratelimit-limit-requests: 0", null, null, null },
        { "x-ratelimit-limit-requests: -5", null, null, null },
        { "x-ratelimit-limit-requests: many", null, null, null },
        { "x-ratelimit-limit-tokens: 1e400", null, null, null },
        { "RateLimit-Limit: 5;w=0", null, null, null },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public void Read_Headers_ReturnsLimitsAndPause(string lines, long? requests, long? tokens, double? seconds)
    {
        using var response = new HttpResponseMessage();
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.True(response.Headers.TryAddWithoutValidation(line.Split(": ")[0], line.Split(": ")[1].Trim()));

        RateLimitHeaders limits = RateLimitHeaders.Read(response.Headers, ManualClock.Start);

        Assert.Equal((requests, tokens, seconds), (limits.RequestsPerMinute, limits.TokensPerMinute, limits.Pause?.TotalSeconds));
    }
}
