using MiniMaxClient.Failover;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

public sealed class FailoverFailuresTests
{
    [Fact]
    public void ReportFailure_SameExceptionAgain_DoesNotGrow()
    {
        using var log = new RecordingLoggerFactory();
        using var state = new FailoverState([], new() { LoggerFactory = log }, shouldDisposeClients: false);
        var shared = new MiniMaxServerException("Down.");
        for (int i = 0; i < 3; i++)
        {
            var failures = new FailoverFailures(state, "m");
            failures.AddFailure("a", "b", shared, TimeSpan.Zero);
            failures.AddFailure("b", "c", shared, TimeSpan.Zero);
            failures.ReportFailure(shared);
        }

        Assert.Equal("Down. Before that, a: Down. Before that, b: Down.", shared.Message);
        Assert.Equal(
            "Warning: The call to m failed. a: MiniMaxServerException. b: MiniMaxServerException. Last: MiniMaxServerException.",
            log.Messages.Last());
    }

    [Fact]
    public void Failures_RequestWithoutModel_NameTheDefaultModel()
    {
        using var log = new RecordingLoggerFactory();
        using var state = new FailoverState([], new() { LoggerFactory = log }, shouldDisposeClients: false);
        var failures = new FailoverFailures(state, "");
        var failure = new MiniMaxServerException("Down.");

        failures.AddFailure("a", "b", failure, TimeSpan.Zero);
        failures.ReportFailure(failure);

        Assert.Equal(
            [
                "Warning: a failed; failing over to b for the default model. Cooldown of a: 00:00:00. MiniMaxServerException.",
                "Warning: The call to the default model failed. a: MiniMaxServerException. Last: MiniMaxServerException.",
            ],
            log.Messages);
    }

    [Fact]
    public void ReportFailure_MessageOfAClientOfTheApp_IsNeitherLoggedNorForgesALine()
    {
        using var log = new RecordingLoggerFactory();
        using var state = new FailoverState([], new() { LoggerFactory = log }, shouldDisposeClients: false);
        var failures = new FailoverFailures(state, "m");
        var last = new MiniMaxServerException("Also down.");

        failures.AddFailure("a", "b", new MiniMaxServerException("the prompt\n2026-01-01 [CRIT] forged") { StatusCode = 503 }, TimeSpan.Zero);
        failures.ReportFailure(last);

        Assert.DoesNotContain(log.Messages, static line => line.Contains("prompt", StringComparison.Ordinal));
        Assert.Contains("a: MiniMaxServerException (HTTP 503).", log.Messages.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', last.Message);
    }
}
