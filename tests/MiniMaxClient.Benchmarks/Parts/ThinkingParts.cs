using BenchmarkDotNet.Attributes;
using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Parts;

/// <summary>Thinking taken out of streamed content; by the piece.</summary>
[MemoryDiagnoser]
public class ThinkingParts
{
    private const int Pieces = 1000;

    private readonly string[] _pieces =
    [
        "<think>\nSo", .. Enumerable.Range(0, Pieces / 2).Select(SampleWords.GetChunk),
        "\n</think>\n\n", .. Enumerable.Range(0, Pieces / 2).Select(SampleWords.GetChunk),
    ];

    /// <summary>Half thinking, half answer.</summary>
    [Benchmark(OperationsPerInvoke = Pieces)]
    public int Split()
    {
        var splitter = new ThinkTagSplitter(startsOpen: false);
        var characters = 0;
        foreach (string piece in _pieces)
        {
            TextAndReasoning view = splitter.SplitDelta(piece);
            characters += view.Text.Length;
        }

        return characters + splitter.Flush().Text.Length;
    }
}
