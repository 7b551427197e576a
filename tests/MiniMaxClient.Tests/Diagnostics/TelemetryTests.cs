using System.Diagnostics;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Tests.Diagnostics;

public sealed class TelemetryTests
{
    [Fact]
    public void HasListeners_WithActivityListener_IsTrue()
    {
        using var listener = new ActivityListener { ShouldListenTo = static source => source.Name == "MiniMaxClient" };
        ActivitySource.AddActivityListener(listener);

        Assert.True(Telemetry.HasListeners);
    }

    [Fact]
    public void GetErrorName_AnyCancellation_IsOperationCanceledException()
    {
        Assert.Equal("OperationCanceledException", Telemetry.GetErrorName(new OperationCanceledException()));
        Assert.Equal("OperationCanceledException", Telemetry.GetErrorName(new TaskCanceledException()));
    }

    [Fact]
    public void GetErrorName_OtherException_IsTheTypeName() =>
        Assert.Equal("TimeoutException", Telemetry.GetErrorName(new TimeoutException("not shown")));
}
