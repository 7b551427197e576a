using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Diagnostics;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Tests of the spans and metrics of failover, hedging and limiter waits.</summary>
public sealed class FailoverTelemetryTests : FailoverTest
{
    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_Failover_RecordsASpanAroundBothCalls(bool stream)
    {
        Emulator.Enqueue(Reply.Error(503, "out"), Reply.Text("Hi"));
        using var failover = new EmulatedFailover(Emulator, Providers);
        using var recorder = new TelemetryRecorder();

        await failover.Client.CallAsync(stream, Token);

        Assert.Same(recorder.Root, Activity.Current);
        Activity[] spans = [.. recorder.Spans];
        Assert.Equal(3, spans.Length);
        Activity outer = Assert.Single(spans, static span => span.DisplayName.StartsWith("failover ", StringComparison.Ordinal));
        Assert.Equal(
            ["aimlapi", "runapi"],
            spans.Where(span => span != outer).Select(static span => span.GetTagItem("gen_ai.provider.name")));
        Assert.All(spans, span => Assert.Equal(span == outer ? recorder.Root.SpanId : outer.SpanId, span.ParentSpanId));
        Assert.Equal(
            $"failover {MiniMaxModels.M2} (Internal, Unset)\ngen_ai.request.model = {MiniMaxModels.M2}",
            TelemetryRecorder.FormatText(outer));
        const string Tags = "gen_ai.provider.name = aimlapi, minimaxclient.failover.next = runapi, "
            + "minimaxclient.failover.reason = failure, error.type = MiniMaxServerException";
        Assert.Equal([$"minimaxclient.failover: {Tags}"], outer.Events.Select(TelemetryRecorder.FormatText));
        Assert.Equal(
            [new("minimaxclient.client.failovers", "{failover}", 1, $"{Tags}, gen_ai.request.model = {MiniMaxModels.M2}")],
            recorder.GetMeasurements("minimaxclient.client.failovers"));
        Assert.Equal(2, recorder.GetMeasurements("gen_ai.client.operation.duration").Count);
    }

    [Fact]
    public async Task CompleteAsync_AllProvidersFail_RecordsTheLastError()
    {
        Emulator.Enqueue(Reply.Error(503, "out"), Reply.Error(402, "no credits"));
        using var failover = new EmulatedFailover(Emulator, Providers);
        using var recorder = new TelemetryRecorder();

        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => failover.Client.CallAsync(stream: false, Token));

        Activity outer = recorder.Spans[^1];
        Assert.Equal(ActivityStatusCode.Error, outer.Status);
        Assert.Equal("MiniMaxInsufficientCreditsException", outer.GetTagItem("error.type"));
    }

    [Fact]
    public async Task StreamAsync_Hedged_RecordsTheReasonAndTheCanceledCall()
    {
        var release = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("slow").HoldAfterEvents(0, release.Task), Reply.Text("quick"));
        using var failover = new EmulatedFailover(
            Emulator, Providers, new() { HedgeAfter = TimeSpan.FromSeconds(3) });
        using var recorder = new TelemetryRecorder();
        Task timer = failover.Clock.WhenTimerStarts(TimeSpan.FromSeconds(3));

        Task<ChatCompletion> call = failover.Client.CallAsync(stream: true, Token);
        await timer.WaitAsync(Token);
        await Emulator.WaitForRequestAsync(Token);
        failover.Clock.Advance(TimeSpan.FromSeconds(3));
        ChatCompletion completion = await call;
        IReadOnlyList<Activity> spans = await recorder.WaitForSpansAsync(3, Token);
        release.SetResult();

        Assert.Equal("quick", completion.Text);
        Activity outer = Assert.Single(spans, static span => span.DisplayName.StartsWith("failover ", StringComparison.Ordinal));
        Assert.All(spans, span => Assert.Equal(span == outer ? recorder.Root.SpanId : outer.SpanId, span.ParentSpanId));
        Assert.Equal(
            [("aimlapi", "OperationCanceledException"), ("runapi", null)],
            spans.Where(span => span != outer)
                .Select(static span => ((string?)span.GetTagItem("gen_ai.provider.name"), (string?)span.GetTagItem("error.type")))
                .Order());
        Assert.Contains(
            "minimaxclient.failover.reason = hedge",
            Assert.Single(recorder.GetMeasurements("minimaxclient.client.failovers")).Tags,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_WaitsForTheLimiter_RecordsTheDuration()
    {
        var clock = new FakeTimeProvider();
        var release = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).HoldAfterEvents(1, release.Task), Reply.Text("three"));
        using ChatCompletionsClient client = Emulator.CreateResilientClient(new()
        {
            TimeProvider = clock,
            Resilience = new() { MaxConcurrentRequests = 1, QueueLimit = 1, MaxRetryAttempts = 0 },
        });
        using var recorder = new TelemetryRecorder();
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, Token).GetAsyncEnumerator(Token);
        Assert.True(await chunks.MoveNextAsync());

        Task<ChatCompletion> second = client.CallAsync(stream: false, Token);
        await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream: false, Token));
        clock.Advance(TimeSpan.FromSeconds(7));
        await chunks.DisposeAsync();
        await second;
        release.SetResult();

        Assert.Equal(
            [
                (0, "gen_ai.provider.name = openai"),
                (0, "gen_ai.provider.name = openai, error.type = MiniMaxRateLimitException"),
                (7, "gen_ai.provider.name = openai"),
            ],
            recorder.GetMeasurements("minimaxclient.client.limiter.wait")
                .Select(static measurement => ((int)measurement.Value, measurement.Tags)));
    }
}
