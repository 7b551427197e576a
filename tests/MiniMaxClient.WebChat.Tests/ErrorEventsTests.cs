using MiniMaxClient.Samples.WebChat;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Each kind of failure has words of its own.</summary>
public sealed class ErrorEventsTests
{
    private static readonly Provider Asked =
        new(new("aimlapi", "AIML API", "MiniMax-M2.7", IsEmulated: true), "THE_KEY", static _ => { });

    private static readonly MiniMaxException[] Exceptions =
    [
        new MiniMaxAuthenticationException("m"), new MiniMaxPermissionException("m"), new MiniMaxInsufficientCreditsException("m"),
        new MiniMaxNotFoundException("m"), new MiniMaxInvalidRequestException("m"), new MiniMaxRateLimitException("m"),
        new MiniMaxContentFilteredException("m"), new MiniMaxServerException("m"), new MiniMaxTimeoutException("m"),
        new MiniMaxConnectionException("m"), new MiniMaxStreamInterruptedException("m"), new MiniMaxInvalidResponseException("m"),
        new MiniMaxBudgetException("m"),
    ];

    [Fact]
    public void Failure_OfEachKind_SaysWhatHappenedAndWhatToDo()
    {
        ErrorEvent[] told = [.. Exceptions.Select(static e => ErrorEvents.FromException(e, Asked))];

        Assert.Equal(Exceptions.Length, told.Select(static error => error.Title).Distinct().Count());
        Assert.All(told, static error => Assert.Matches(@"^[A-Z].+(\.|: m)$", error.Advice));
    }

    [Fact]
    public void Failure_WithALimitOnTime_SaysHowLongItWas()
    {
        var e = new MiniMaxTimeoutException("m") { Limit = TimeSpan.FromMinutes(2), RetryAfter = TimeSpan.FromSeconds(7) };

        ErrorEvent error = ErrorEvents.FromException(e, Asked);

        Assert.Equal("The limit of 120 seconds was reached. Try again, or choose another provider.", error.Advice);
        Assert.Equal(7, error.RetryAfterSeconds);
    }

    [Fact]
    public void Failure_WithFacts_HasThemForTheSupport()
    {
        var e = new MiniMaxServerException("m")
        {
            Provider = "aimlapi",
            StatusCode = 503,
            ProviderCode = "1000",
            RequestId = "r-1",
        };

        Assert.Equal("aimlapi · HTTP 503 · code 1000 · request r-1", ErrorEvents.FromException(e, Asked).Detail);
    }
}
