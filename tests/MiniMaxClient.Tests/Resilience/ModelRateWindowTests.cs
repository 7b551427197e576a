using MiniMaxClient.Resilience;

namespace MiniMaxClient.Tests.Resilience;

public sealed class ModelRateWindowTests
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(61);

    private readonly ModelRateWindow _window = new(Length);

    [Fact]
    public void Refund_RequestNotSent_CountsNothing()
    {
        _window.Reserve(50);
        Assert.Equal((1, 50), (_window.RequestCount, _window.TokenCount));
        _window.Refund(50);
        Assert.Equal((0, 0), (_window.RequestCount, _window.TokenCount));
        Assert.Null(_window.NextRequestExpiry);
        Assert.Null(_window.NextTokenExpiry);
    }

    [Fact]
    public void RemoveExpired_RequestAndTokens_CountFromTheSendAndFromTheEnd()
    {
        TimeSpan end = TimeSpan.FromSeconds(20);
        _window.Reserve(50);
        _window.AddSentRequest(TimeSpan.Zero);
        _window.EndRequest(50, 30, end);
        Assert.Equal((Length, end + Length), (_window.NextRequestExpiry, _window.NextTokenExpiry));

        _window.RemoveExpired(Length - TimeSpan.FromTicks(1));
        Assert.Equal((1, 30), (_window.RequestCount, _window.TokenCount));
        _window.RemoveExpired(Length);
        Assert.Equal((0, 30), (_window.RequestCount, _window.TokenCount));
        _window.RemoveExpired(end + Length);
        Assert.Equal(0, _window.TokenCount);
    }

    [Fact]
    public void RemoveExpired_RequestRuns_KeepsItsTokens()
    {
        _window.Reserve(50);
        _window.AddSentRequest(TimeSpan.Zero);
        _window.RemoveExpired(TimeSpan.FromDays(1));
        Assert.Equal((0, 50), (_window.RequestCount, _window.TokenCount));
    }

    [Fact]
    public void RecordRejection_RequestThatCounts_IsNotAcceptedAndStillCounts()
    {
        _window.Reserve(1);
        _window.Reserve(1);
        LinkedListNode<TimeSpan> first = _window.AddSentRequest(TimeSpan.Zero);
        _window.AddSentRequest(TimeSpan.FromSeconds(1));
        _window.RecordRejection(first);
        Assert.Equal((2, 1), (_window.RequestCount, _window.AcceptedRequestCount));
        _window.RemoveExpired(Length);
        Assert.Equal((1, 1), (_window.RequestCount, _window.AcceptedRequestCount));
        _window.RecordRejection(first);
        Assert.Equal((1, 1), (_window.RequestCount, _window.AcceptedRequestCount));
    }
}
