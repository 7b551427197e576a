using BenchmarkDotNet.Attributes;
using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Benchmarks.Parts;

/// <summary>A stream's bytes to chunks, without a client; by the chunk.</summary>
[MemoryDiagnoser]
public class ChunkParts
{
    private const int Chunks = 1000;

    private readonly OpenAICompatibleAdapter _adapter = new("bench", "http://127.0.0.1/v1", "key");
    private readonly ProviderResponse _response = new() { StatusCode = 200, Headers = new HttpResponseMessage().Headers };

    /// <summary>The chunks of each shape.</summary>
    [Benchmark(OperationsPerInvoke = Chunks)]
    [ArgumentsSource(nameof(CreateStreams))]
    public async Task<int> Read(NamedStreamCase stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var chunks = 0;
        var body = new PreparedStream(stream.Chunks);
        await foreach (ChatCompletionChunk chunk in _adapter.ReadChunksAsync(_response, body, CancellationToken.None))
            chunks++;
        return chunks;
    }

    /// <summary>Creates a stream of each shape.</summary>
    public static IEnumerable<NamedStreamCase> CreateStreams() => Enum.GetValues<Shape>().Select(static shape =>
        new NamedStreamCase($"{shape}", StreamedResponses.Create(WireProtocol.ChatCompletions, shape, Chunks).BodyChunks));

    /// <summary>The chunks of a stream with the name of its shape.</summary>
    public sealed class NamedStreamCase(string name, byte[][] chunks)
    {
        internal byte[][] Chunks => chunks;

        /// <inheritdoc/>
        public override string ToString() => name;
    }
}
