using System.Net.ServerSentEvents;
using BenchmarkDotNet.Attributes;
using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Sse;

namespace MiniMaxClient.Benchmarks.Parts;

/// <summary>Bytes to events, by this library's reader and by the framework's; by the event.</summary>
[MemoryDiagnoser]
public class EventParts
{
    private const int Events = 1000;

    private readonly byte[][] _pieces = StreamedResponses.Create(WireProtocol.ChatCompletions, Shape.MiniMax, Events).BodyChunks;

    /// <summary>This library's.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public async Task<int> Ours()
    {
        using var reader = new SseReader(new PreparedStream(_pieces), 1024 * 1024);
        var bytes = 0;
        SseReadResult? read = null;
        while (read != SseReadResult.EndOfStream)
        {
            read = reader.TryRead();
            while (read is null)
            {
                reader.AddReadBytes(await reader.FillBufferAsync(isIdle: false, CancellationToken.None));
                read = reader.TryRead();
            }

            bytes += reader.Data.Length;
        }

        return bytes;
    }

    /// <summary>The framework's.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Events)]
    public async Task<int> Framework()
    {
        var bytes = 0;
        SseParser<int> parser = SseParser.Create(new PreparedStream(_pieces), static (_, data) => data.Length);
        await foreach (SseItem<int> item in parser.EnumerateAsync())
            bytes += item.Data;
        return bytes;
    }
}
