namespace MiniMaxClient.Tests.Chat;

public sealed class AttemptLogTests
{
    private readonly AttemptLog _log = new();

    [Fact]
    public void AddAttempt_SeveralAttempts_ReturnsIndexesInOrder()
    {
        Assert.Null(_log.LastAttempt);

        Assert.Equal(0, _log.AddAttempt(new() { Provider = "aimlapi" }));
        Assert.Equal(1, _log.AddAttempt(new() { Provider = "runapi" }));

        Assert.Equal(["aimlapi", "runapi"], _log.Attempts.Select(static attempt => attempt.Provider));
        Assert.Equal("runapi", _log.LastAttempt?.Provider);
        Assert.Equal("aimlapi", _log[0].Provider);
    }

    [Fact]
    public void Attempts_AttemptAddedLater_AreASnapshot()
    {
        _log.AddAttempt(new() { Provider = "aimlapi" });
        IReadOnlyList<CallAttempt> attempts = _log.Attempts;

        _log.AddAttempt(new() { Provider = "runapi" });

        Assert.Single(attempts);
    }

    [Fact]
    public void RecordHeaders_Attempt_SetsStatusRequestIdAndDuration()
    {
        int index = _log.AddAttempt(new() { Provider = "aimlapi", Delay = TimeSpan.FromSeconds(1) });

        _log.RecordHeaders(index, 429, "req-1", TimeSpan.FromSeconds(2));

        Assert.Equal(
            new CallAttempt
            {
                Provider = "aimlapi",
                StatusCode = 429,
                RequestId = "req-1",
                Delay = TimeSpan.FromSeconds(1),
                Duration = TimeSpan.FromSeconds(2),
            },
            _log[index]);
    }

    [Theory]
    [InlineData(true, "Second")]
    [InlineData(false, "First")]
    public void RecordFailure_SecondError_ReplacesFirstOnlyIfConfirmed(bool isConfirmed, string expected)
    {
        int index = _log.AddAttempt(new() { Provider = "aimlapi" });

        _log.RecordFailure(index, "First", isConfirmed: false, TimeSpan.FromSeconds(1));
        _log.RecordFailure(index, "Second", isConfirmed, duration: null);

        Assert.Equal((expected, TimeSpan.FromSeconds(1)), (_log[index].Error, _log[index].Duration));
    }
}
