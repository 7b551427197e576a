using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Benchmarks.Scenarios;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Results;

/// <summary>The goals.</summary>
internal static class Goals
{
    public static IReadOnlyList<Goal> All { get; } =
    [
        new("streamed chunk, MiniMax-shaped, in memory, in bursts", Chunk(Shape.MiniMax, Delivery.Burst, 0.25, 300, 0.10)),
        new("streamed chunk, MiniMax-shaped, in memory, one by one", Chunk(Shape.MiniMax, Delivery.OneByOne, 0.25, 300, 0.10)),
        new("streamed chunk, OpenAI-shaped, in memory, in bursts", Chunk(Shape.OpenAI, Delivery.Burst, 0.30, 300)),
        new("streamed chunk, OpenAI-shaped, in memory, one by one", Chunk(Shape.OpenAI, Delivery.OneByOne, 0.30, 300)),
        new("tool-call delta, in memory, in bursts", Chunk(Shape.ToolCalls, Delivery.Burst, 0.40, 400)),
        new("tool-call delta, in memory, one by one", Chunk(Shape.ToolCalls, Delivery.OneByOne, 0.40, 400)),
        new("plain call, in memory: time; bytes",
        [
            new(MemoryPlain.Time, Entrant.Floor1, 1.10),
            new(MemoryPlain.Bytes, Entrant.Floor1, 1.25),
        ]),
        new("plain calls/s over loopback: 64 callers; 512 callers",
        [
            new(LoopbackPlain.Rate(64), Entrant.Floor1, 0.95, IsLeast: true),
            new(LoopbackPlain.Rate(64), Entrant.OpenAI, 2, IsLeast: true),
            new(LoopbackPlain.Rate(512), Entrant.OpenAI, 6, IsLeast: true),
        ]),
        new("CPU per 1,000-chunk stream over loopback, 64 callers, one by one",
        [
            new(LoopbackStreams.Processor(Pace.Each), Entrant.Floor1, 0.35),
            new(LoopbackStreams.Processor(Pace.Each), Entrant.OpenAI, 0.20),
        ]),
        new("first chunk reaches the consumer (p50)",
        [
            new(FirstChunk.Delay, Entrant.Floor1, 1.25),
            new(FirstChunk.Delay, Entrant.OpenAI, 0.4),
        ]),
        new("800 KB history: bytes, steady; time",
        [
            new(MemoryHistory.Bytes, Entrant.Floor1, 2),
            new(MemoryHistory.Time, Entrant.OpenAI, 1),
        ]),
        new("20 MB PDF part from bytes: allocated; body; time",
        [
            new(MemoryDocument.FirstBytes, null, 1),
            new(MemoryDocument.Body, null, 1.001),
            new(MemoryDocument.Time, Entrant.OpenAI, 0.6),
        ]),
        new("5,000 slow streams: live heap; peak working set; CPU",
        [
            new(SlowStreams.Heap(5000), Entrant.Floor1, 1.1),
            new(SlowStreams.WorkingSet(5000), Entrant.Floor1, 1.1),
            new(SlowStreams.Processor(5000), Entrant.Floor1, 1),
        ]),
        new("cold start to first answer: JIT; AOT; AOT size",
        [
            new(ColdStart.JustInTime, Entrant.Floor1, 1.1),
            new(ColdStart.AheadOfTime, Entrant.Floor1, 1.1),
            new(ColdStart.Size, Entrant.Floor1, 1.25),
        ]),
    ];

    private static Condition[] Chunk(Shape shape, Delivery delivery, double floor1, double bytes, double? openAI = null)
    {
        Figure time = MemoryStreams.Time(shape, delivery);
        Condition most = new(time, Entrant.Floor1, floor1);
        Condition size = new(MemoryStreams.Bytes(shape, delivery), null, bytes);
        return openAI is { } limit ? [most, new(time, Entrant.OpenAI, limit), size] : [most, size];
    }
}
