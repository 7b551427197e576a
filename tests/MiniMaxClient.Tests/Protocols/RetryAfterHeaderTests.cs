using System.Net.Http.Headers;
using MiniMaxClient.Protocols;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Protocols;

public sealed class RetryAfterHeaderTests
{
    [Theory]
    [InlineData("700", null, 0.7)]
    [InlineData("700.5", null, 0.7005)]
    [InlineData("0", "30", 0d)]
    [InlineData("700", "30", 0.7)]
    [InlineData("1e99", "30", 30d)]
    [InlineData("soon", "30", 30d)]
    [InlineData("-1", "30", 30d)]
    [InlineData("NaN", null, null)]
    [InlineData("99999999999999999999", null, 1e9)]
    [InlineData(null, "1.5", 1.5)]
    [InlineData(null, null, null)]
    public void ReadDelay_AnyHeaders_ReturnsTheMostPreciseDelay(string? milliseconds, string? header, double? seconds)
    {
        using var response = new HttpResponseMessage();
        HttpResponseHeaders headers = response.Headers;
        if (milliseconds is not null)
            headers.TryAddWithoutValidation("retry-after-ms", milliseconds);
        if (header is not null)
            headers.TryAddWithoutValidation("Retry-After", header);

        Assert.Equal(seconds, RetryAfterHeader.ReadDelay(headers, DateTimeOffset.UnixEpoch)?.TotalSeconds);
    }

    [Theory]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    [InlineData("anthropic", false)]
    [InlineData("anthropic", true)]
    public async Task CompleteAsync_RetryAfterMsHeader_SetsRetryAfter(string provider, bool isStreamed)
    {
        SocketRun run = await SocketRun.RunAsync(
            provider, isStreamed, ServerScript.Json(429, """{"error":{"message":"slow","code":429}}""", "retry-after-ms: 700"));

        Assert.Equal(
            TimeSpan.FromMilliseconds(700), Assert.IsType<MiniMaxRateLimitException>(run.Failure).RetryAfter);
    }
}
