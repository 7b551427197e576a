using MiniMaxClient.Samples.WebChat;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the error messages of the page.</summary>
public sealed class ErrorEventsTests
{
    private static readonly Provider AimlApi = new(
        new("aimlapi", "AIML API", "MiniMax-M2.7", IsEmulated: true, Efforts: [], Images: null), "THE_KEY",
        new AimlApiAdapter("sk-1"));

    private static readonly MiniMaxException[] Exceptions =
    [
        new MiniMaxAuthenticationException("m"), new MiniMaxPermissionException("m"), new MiniMaxInsufficientCreditsException("m"),
        new MiniMaxNotFoundException("m"), new MiniMaxInvalidRequestException("m"), new MiniMaxRateLimitException("m"),
        new MiniMaxContentFilteredException("m"), new MiniMaxServerException("m"), new MiniMaxTimeoutException("m"),
        new MiniMaxConnectionException("m"), new MiniMaxStreamInterruptedException("m"), new MiniMaxInvalidResponseException("m"),
        new MiniMaxBudgetException("m"),
    ];

    [Fact]
    public void FromException_OfEachType_ReturnsDistinctTitleAndAdvice()
    {
        ErrorEvent[] errors = [.. Exceptions.Select(static e => ErrorEvents.FromException(e, AimlApi))];

        Assert.Equal(Exceptions.Length, errors.Select(static error => error.Title).Distinct().Count());
        Assert.All(errors, static error => Assert.Matches(@"^[A-Z].+(\.|: m)$", error.Advice));
    }

    [Fact]
    public void FromException_TimeoutWithLimit_ReturnsLimit()
    {
        var e = new MiniMaxTimeoutException("m") { Limit = TimeSpan.FromMinutes(2), RetryAfter = TimeSpan.FromSeconds(7) };

        ErrorEvent error = ErrorEvents.FromException(e, AimlApi);

        Assert.Equal("The timeout of 120 seconds elapsed. Try again, or select another provider.", error.Advice);
        Assert.Equal(7, error.RetryAfterSeconds);
    }

    [Fact]
    public void FromException_WithErrorData_ReturnsDetail()
    {
        var e = new MiniMaxServerException("m")
        {
            Provider = "aimlapi",
            StatusCode = 503,
            ProviderCode = "1000",
            RequestId = "r-1",
        };

        Assert.Equal("aimlapi · HTTP 503 · code 1000 · request r-1", ErrorEvents.FromException(e, AimlApi).Detail);
    }
}
