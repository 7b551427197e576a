using System.Net;
using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Benchmarks.Scenarios;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Results;

/// <summary>The goals: ratios within one run, save for bytes.</summary>
internal static class Goals
{
    public static IReadOnlyList<Goal> All { get; } =
    [
        .. CreatePerDelivery("streamed chunk, MiniMax-shaped", Shape.MiniMax, 0.25, 300),
        .. CreatePerDelivery("streamed chunk, OpenAI-shaped", Shape.OpenAI, 0.30, 300),
        .. CreatePerDelivery("tool-call delta", Shape.ToolCalls, 0.40, 400),
        .. CreatePerDelivery("chunk parse without the template, MiniMax-shaped", Shape.MiniMaxAllDifferent, 0.8),
        .. CreatePerDelivery("chunk parse without the template, OpenAI-shaped", Shape.OpenAIAllDifferent, 0.8),
        new("non-streaming call, in memory: time; bytes",
        [
            new(MemoryPlain.Time, Competitor.Floor1, 1.30),
            new(MemoryPlain.Time, Competitor.OpenAI, 0.95),
            new(MemoryPlain.Bytes, Competitor.Floor1, 1.5),
        ]),
        new("non-streaming calls/s over loopback: 64 callers; 512 callers",
        [
            new(LoopbackPlain.Rate(64), Competitor.OpenAI, 1, IsMinimum: true),
            new(LoopbackPlain.Rate(512), Competitor.OpenAI, 1, IsMinimum: true),
        ]),
        new("non-streaming calls/s over HTTP/2 with TLS, 512 callers; connections",
        [
            new(LoopbackHttp2.Rate(HttpVersion.Version20), Competitor.Floor1, 0.8, IsMinimum: true),
            new(LoopbackHttp2.Connections, null, 8),
        ]),
        new("CPU per 1,000-chunk stream over loopback, 64 callers, one by one",
        [
            new(LoopbackStreams.Processor(ResponsePace.Each), Competitor.Floor1, 0.35),
            new(LoopbackStreams.Processor(ResponsePace.Each), Competitor.OpenAI, 0.10),
        ]),
        new("first chunk reaches the consumer (p50)",
        [
            new(FirstChunk.Delay, Competitor.Floor1, 1.5),
            new(FirstChunk.Delay, Competitor.OpenAI, 1),
        ]),
        new("800 KB history: bytes, steady", [new(MemoryHistory.Bytes, Competitor.Floor1, 1.5)]),
        new("20 MB PDF part from bytes: allocated; body",
        [
            new(MemoryDocument.FirstBytes, null, 1),
            new(MemoryDocument.Body, null, 1.001),
        ]),
        new("5,000 slow streams: live heap; CPU",
        [
            new(SlowStreams.Heap(5000), Competitor.Floor1, 1.25),
            new(SlowStreams.Heap(5000), Competitor.OpenAI, 1),
            new(SlowStreams.Heap(5000), Competitor.Anthropic, 1),
            new(SlowStreams.Processor(5000), Competitor.OpenAI, 1),
        ]),
        new("cold start to first response: JIT; AOT; AOT size",
        [
            new(ColdStart.JustInTime, Competitor.OpenAI, 1.25),
            new(ColdStart.AheadOfTime, Competitor.OpenAI, 1.15),
            new(ColdStart.Size, Competitor.OpenAI, 1),
        ]),
        new("bulk requests of 5 ms, 64 at once: rate; live heap",
        [
            new(BulkRequests.Rate, Competitor.Floor2, 0.9, IsMinimum: true),
            new(BulkRequests.Heap, null, 100),
        ]),
        .. Growth.Figures.Select(static figure => new Goal(figure.Title, [new(figure, null, 2.2)])),
    ];

    private static IEnumerable<Goal> CreatePerDelivery(string text, Shape shape, double floor1, double? bytes = null) =>
        Enum.GetValues<Delivery>().Select(delivery => new Goal(
            $"{text}, in memory, {(delivery == Delivery.Burst ? "in bursts" : "one by one")}",
            [
                new(MemoryStreams.Time(shape, delivery), Competitor.Floor1, floor1),
                .. bytes is { } limit ? [new(MemoryStreams.Bytes(shape, delivery), null, limit)] : (Condition[])[],
            ]));
}
