using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Failover;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>What a call to several providers, and one that waits for its turn, tells beside what each call tells.</summary>
public sealed class FailoverTelemetryTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failover_ToTheNextProvider_HasASpanAroundBothCalls(bool stream)
    {
        _emulator.Enqueue(Reply.Error(503, "out"), Reply.Text("Hi"));
        using var failover = new EmulatedFailover(_emulator, ["aimlapi", "runapi"]);
        using var told = new TelemetryRecorder();

        await failover.Client.CallAsync(stream, _token);

        Assert.Same(told.Root, Activity.Current);
        Activity[] spans = [.. told.Spans];
        Assert.Equal(3, spans.Length);
        Activity around = Assert.Single(spans, static span => span.DisplayName.StartsWith("failover ", StringComparison.Ordinal));
        Assert.Equal(["aimlapi", "runapi"], spans.Where(span => span != around).Select(static span => span.GetTagItem("gen_ai.provider.name")));
        Assert.All(spans, span => Assert.Equal(span == around ? told.Root.SpanId : around.SpanId, span.ParentSpanId));
        Assert.Equal($"failover {MiniMaxModels.M2} (Internal, Unset)\ngen_ai.request.model = {MiniMaxModels.M2}", TelemetryRecorder.FormatText(around));
        const string Change = "gen_ai.provider.name = aimlapi, minimaxclient.failover.next = runapi, minimaxclient.failover.reason = failure, "
            + "error.type = MiniMaxServerException";
        Assert.Equal([$"minimaxclient.failover: {Change}"], around.Events.Select(TelemetryRecorder.FormatText));
        Assert.Equal(
            [new("minimaxclient.client.failovers", "{failover}", 1, $"{Change}, gen_ai.request.model = {MiniMaxModels.M2}")],
            told.GetMeasurements("minimaxclient.client.failovers"));
        Assert.Equal(2, told.GetMeasurements("gen_ai.client.operation.duration").Count);
    }

    [Fact]
    public async Task Failover_NoProviderSucceeds_RecordsTheLastError()
    {
        _emulator.Enqueue(Reply.Error(503, "out"), Reply.Error(402, "no credits"));
        using var failover = new EmulatedFailover(_emulator, ["aimlapi", "runapi"]);
        using var told = new TelemetryRecorder();

        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => failover.Client.CallAsync(stream: false, _token));

        Activity around = told.Spans[^1];
        Assert.Equal(ActivityStatusCode.Error, around.Status);
        Assert.Equal("MiniMaxInsufficientCreditsException", around.GetTagItem("error.type"));
    }

    [Fact]
    public async Task Hedging_SlowProvider_RecordsTheHedgeAndTheCanceledLoser()
    {
        var rest = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("slow").HoldAfterEvents(0, rest.Task), Reply.Text("quick"));
        using var failover = new EmulatedFailover(
            _emulator, ["aimlapi", "runapi"], new() { HedgeAfter = TimeSpan.FromSeconds(3) });
        using var told = new TelemetryRecorder();
        Task hedges = failover.Clock.WhenTimerStarts(TimeSpan.FromSeconds(3));

        Task<ChatCompletion> asking = failover.Client.CallAsync(stream: true, _token);
        await hedges.WaitAsync(_token);
        await _emulator.WaitForRequestAsync(_token);
        failover.Clock.Advance(TimeSpan.FromSeconds(3));
        ChatCompletion answer = await asking;
        IReadOnlyList<Activity> spans = await told.WaitForSpansAsync(3, _token);
        rest.SetResult();

        Assert.Equal("quick", answer.Text);
        Activity around = Assert.Single(spans, static span => span.DisplayName.StartsWith("failover ", StringComparison.Ordinal));
        Assert.All(spans, span => Assert.Equal(span == around ? told.Root.SpanId : around.SpanId, span.ParentSpanId));
        Assert.Equal(
            [("aimlapi", "OperationCanceledException"), ("runapi", null)],
            spans.Where(span => span != around)
                .Select(static span => ((string?)span.GetTagItem("gen_ai.provider.name"), (string?)span.GetTagItem("error.type")))
                .Order());
        Assert.Contains("minimaxclient.failover.reason = hedge", Assert.Single(told.GetMeasurements("minimaxclient.client.failovers")).Tags, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limiter_WaitForAPermit_IsMeasured()
    {
        var clock = new FakeTimeProvider();
        var rest = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).HoldAfterEvents(1, rest.Task), Reply.Text("three"));
        using ChatCompletionsClient client = _emulator.CreateResilientClient(new()
        {
            TimeProvider = clock,
            Resilience = new() { MaxConcurrentRequests = 1, QueueLimit = 1, MaxRetryAttempts = 0 },
        });
        using var told = new TelemetryRecorder();
        IAsyncEnumerator<ChatCompletionChunk> chunks = client.StreamAsync("Hi", MiniMaxModels.M2, _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());

        Task<ChatCompletion> second = client.CallAsync(stream: false, _token);
        await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream: false, _token));
        clock.Advance(TimeSpan.FromSeconds(7));
        await chunks.DisposeAsync();
        await second;
        rest.SetResult();

        Assert.Equal(
            [
                (0, "gen_ai.provider.name = openai"),
                (0, "gen_ai.provider.name = openai, error.type = MiniMaxRateLimitException"),
                (7, "gen_ai.provider.name = openai"),
            ],
            told.GetMeasurements("minimaxclient.client.limiter.wait").Select(static one => ((int)one.Value, one.Tags)));
    }
}
