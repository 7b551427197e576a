using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>What a call tells at its end, and where.</summary>
public sealed class CallEndTelemetryTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_CanceledBeforeResponse_HasTheSameErrorNameEverywhere(bool stream)
    {
        var rest = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("late").HoldUntil(rest.Task));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_token);
        using ChatCompletionsClient client = _emulator.CreateClient();
        using var told = new TelemetryRecorder();
        Task<ChatCompletion> asking = client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), cancellation.Token);
        await _emulator.WaitForRequestAsync(_token);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        rest.SetResult();

        const string Error = "error.type = OperationCanceledException";
        Assert.Contains(Error, TelemetryRecorder.FormatText(Assert.Single(told.Spans)), StringComparison.Ordinal);
        Assert.Contains(Error, TelemetryRecorder.FormatText(Assert.Single(told.Spans[0].Events)), StringComparison.Ordinal);
        foreach (string duration in (string[])["gen_ai.client.operation.duration", "minimaxclient.client.attempt.duration"])
            Assert.EndsWith(Error, Assert.Single(told.GetMeasurements(duration)).Tags, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CallEnd_AnyCall_IsRecordedInsideItsSpan(bool stream)
    {
        using var told = new TelemetryRecorder();
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
        using ChatCompletionsClient client = _emulator.CreateClient(options: new() { LoggerFactory = log });

        await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        Assert.Same(told.Root, Activity.Current);
        string? span = Assert.Single(told.Spans).Id;
        Assert.Equal([span, span, span], seen);
        Assert.Equal([span], log.Spans);

        void See()
        {
            if (Activity.Current is { } current && current.TraceId == told.Root.TraceId)
                seen.Enqueue(current.Id);
        }
    }
}
