using BenchmarkDotNet.Attributes;
using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Parts;

/// <summary>Removal of thinking from streamed content, per delta.</summary>
[MemoryDiagnoser]
public class ThinkingParts
{
    private const int Deltas = 1000;

    private readonly string[] _deltas =
    [
        "<think>\nSo", .. Enumerable.Range(0, Deltas / 2).Select(SampleWords.GetChunk),
        "\n</think>\n\n", .. Enumerable.Range(0, Deltas / 2).Select(SampleWords.GetChunk),
    ];

    /// <summary>Half thinking, half text.</summary>
    [Benchmark(OperationsPerInvoke = Deltas)]
    public int Split()
    {
        var splitter = new ThinkTagSplitter(startsOpen: false);
        var characters = 0;
        foreach (string delta in _deltas)
        {
            TextAndReasoning view = splitter.SplitDelta(delta);
            characters += view.Text.Length;
        }

        return characters + splitter.Flush().Text.Length;
    }
}
