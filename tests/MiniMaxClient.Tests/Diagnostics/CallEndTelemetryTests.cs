using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>Tests the telemetry at the end of a call.</summary>
public sealed class CallEndTelemetryTests : EmulatorTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_CanceledBeforeResponse_HasTheSameErrorNameEverywhere(bool stream)
    {
        var release = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("late").HoldUntil(release.Task));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using ChatCompletionsClient client = Emulator.CreateClient();
        using var recorder = new TelemetryRecorder();
        Task<ChatCompletion> call = client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), cancellation.Token);
        await Emulator.WaitForRequestAsync(Token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        release.SetResult();

        const string Error = "error.type = OperationCanceledException";
        Assert.Contains(Error, TelemetryRecorder.FormatText(Assert.Single(recorder.Spans)), StringComparison.Ordinal);
        Assert.Contains(Error, TelemetryRecorder.FormatText(Assert.Single(recorder.Spans[0].Events)), StringComparison.Ordinal);
        foreach (string duration in (string[])["gen_ai.client.operation.duration", "minimaxclient.client.attempt.duration"])
            Assert.EndsWith(Error, Assert.Single(recorder.GetMeasurements(duration)).Tags, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallEnd_AnyCall_IsRecordedInsideItsSpan(bool stream)
    {
        using var recorder = new TelemetryRecorder();
        ConcurrentQueue<string?> seen = [];
        using var meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name is "gen_ai.client.operation.duration" or "gen_ai.client.token.usage")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((_, _, _, _) => See());
        meters.SetMeasurementEventCallback<long>((_, _, _, _) => See());
        meters.Start();
        using var log = new RecordingLoggerFactory(LogLevel.Debug);
        using ChatCompletionsClient client = Emulator.CreateClient(options: new() { LoggerFactory = log });

        await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);

        Assert.Same(recorder.Root, Activity.Current);
        string? span = Assert.Single(recorder.Spans).Id;
        Assert.Equal([span, span, span], seen);
        Assert.Equal([span], log.Spans);

        void See()
        {
            if (Activity.Current is { } current && current.TraceId == recorder.Root.TraceId)
                seen.Enqueue(current.Id);
        }
    }
}
