using System.Text;

namespace MiniMaxClient.Tests.Support;

/// <summary>Creates all deliveries of a stream: each newline with each split.</summary>
internal static class DeliveryMatrix
{
    private static readonly (string Name, string Text)[] Newlines = [("LF", "\n"), ("CRLF", "\r\n"), ("CR", "\r")];
    private static readonly int[] ChunkSizes = [1, 2, 3, 7];

    /// <summary>Runs a test on every delivery of a stream that is written with <c>\n</c>; a failure names the delivery.</summary>
    public static async Task ForEachAsync(string stream, Func<Delivery, Task> test)
    {
        foreach ((string name, string newline) in Newlines)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(stream.Replace("\n", newline, StringComparison.Ordinal));
            await ForEachCutAsync(bytes, delivery => test(delivery with { Name = $"{name}, {delivery.Name}" }));
        }
    }

    /// <summary>Runs a test on every cut of bytes whose newlines are part of the test.</summary>
    public static async Task ForEachCutAsync(byte[] bytes, Func<Delivery, Task> test)
    {
        foreach (Delivery delivery in EnumerateCuts(bytes))
        {
            try
            {
                await test(delivery);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"Delivered as {delivery.Name}: {e.Message}", e);
            }
        }
    }

    public static IEnumerable<Delivery> EnumerateCuts(byte[] bytes)
    {
        yield return new("a whole", [bytes]);
        foreach (int size in ChunkSizes)
            yield return new($"pieces of {size}", [.. bytes.Chunk(size).Select(static piece => (ReadOnlyMemory<byte>)piece)]);
        yield return new("late bytes", [.. bytes.Select(static one => (ReadOnlyMemory<byte>)new[] { one })]) { Yields = true };
        for (int at = 1; at < bytes.Length; at++)
            yield return new($"two parts, cut at {at}", [bytes.AsMemory(0, at), bytes.AsMemory(at)]);
    }

    /// <summary>Splits bytes at the given positions, in any order and number.</summary>
    public static Delivery CutAt(byte[] bytes, IEnumerable<int> positions)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        int start = 0;
        foreach (int end in positions.Select(position => position % (bytes.Length + 1)).Order().Append(bytes.Length))
        {
            pieces.Add(bytes.AsMemory(start, end - start));
            start = end;
        }

        return new($"cuts before {string.Join(", ", positions)}", pieces);
    }
}
