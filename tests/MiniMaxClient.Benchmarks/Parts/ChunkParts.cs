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
    [ArgumentsSource(nameof(Answers))]
    public async Task<int> Read(PreparedAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var chunks = 0;
        var body = new PreparedStream(answer.Pieces);
        await foreach (ChatCompletionChunk chunk in _adapter.ReadChunksAsync(_response, body, CancellationToken.None))
            chunks++;
        return chunks;
    }

    /// <summary>An answer of each shape.</summary>
    public static IEnumerable<PreparedAnswer> Answers() => Enum.GetValues<Shape>().Select(static shape =>
        new PreparedAnswer($"{shape}", StreamedResponses.Create(WireProtocol.ChatCompletions, shape, Chunks).BodyChunks));

    /// <summary>An answer under the name of its shape.</summary>
    public sealed class PreparedAnswer(string name, byte[][] pieces)
    {
        internal byte[][] Pieces => pieces;

        /// <inheritdoc/>
        public override string ToString() => name;
    }
}
