namespace MiniMaxClient.Tests.Chat;

public sealed class CallInfoTests
{
    [Theory]
    [InlineData("0.003031", 0.003031)]
    [InlineData("3.031E-3", 0.003031)]
    [InlineData("0", 0.0)]
    [InlineData("-1", null)]
    [InlineData("much", null)]
    [InlineData(null, null)]
    public void GetHeaderNumber_HeaderValue_ReturnsNonNegativeNumberOrNull(string? value, double? expected)
    {
        using var response = new HttpResponseMessage();
        if (value is not null)
            response.Headers.Add("x-cost", value);

        var call = new CallInfo { Provider = "aimlapi", Headers = response.Headers };

        Assert.Equal((decimal?)expected, call.GetHeaderNumber("x-cost"));
    }

    [Fact]
    public void GetHeaderNumber_NoHeaders_ReturnsNull() =>
        Assert.Null(new CallInfo { Provider = "aimlapi" }.GetHeaderNumber("x-cost"));

    [Fact]
    public void RecordFirstChunkAndDuration_RecordedTwice_KeepFirstValues()
    {
        var call = new CallInfo { Provider = "aimlapi" };

        call.RecordFirstChunk(TimeSpan.FromSeconds(1));
        call.RecordFirstChunk(TimeSpan.FromSeconds(2));
        call.RecordDuration(TimeSpan.FromSeconds(3));
        call.RecordDuration(TimeSpan.FromSeconds(4));

        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)), (call.TimeToFirstChunk, call.Duration));
    }

    [Fact]
    public void Attempts_AttemptAddedToLog_ContainIt()
    {
        var log = new AttemptLog();
        var call = new CallInfo { Provider = "aimlapi", AttemptLog = log };
        Assert.Empty(call.Attempts);

        log.AddAttempt(new() { Provider = "runapi" });

        Assert.Equal("runapi", Assert.Single(call.Attempts).Provider);
    }
}
