using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class StructuredOutputCallTrackerTests
{
    private readonly StructuredOutputCallTracker _tracker = new("answer");

    [Fact]
    public void TryTrack_CallOfTheOutputTool_IncludesItsLaterDeltas()
    {
        Assert.True(_tracker.TryTrack(CreateDelta(0, "answer")));
        Assert.True(_tracker.TryTrack(CreateDelta(0)));
        Assert.True(_tracker.TryTrack(CreateDelta(null)));

        Assert.True(_tracker.IsFirstOutputCall);
    }

    [Fact]
    public void TryTrack_CallOfAnotherTool_ReturnsFalse()
    {
        Assert.False(_tracker.TryTrack(CreateDelta(0, "look")));
        Assert.False(_tracker.TryTrack(CreateDelta(null)));

        Assert.False(_tracker.IsFirstOutputCall);
    }

    [Fact]
    public void IsFirstOutputCall_SecondCallOfTheOutputTool_IsFalse()
    {
        Assert.True(_tracker.TryTrack(CreateDelta(0, "answer")));
        Assert.True(_tracker.TryTrack(CreateDelta(1, "answer")));
        Assert.False(_tracker.IsFirstOutputCall);

        Assert.True(_tracker.TryTrack(CreateDelta(0)));
        Assert.True(_tracker.IsFirstOutputCall);
    }

    private static ToolCallDelta CreateDelta(int? index, string? name = null) =>
        new() { Index = index, Function = new() { Name = name, Arguments = "{" } };
}
