using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class BodyEditTests
{
    [Fact]
    public void Apply_NoEdit_ReturnsTheBody()
    {
        ReadOnlyMemory<byte> body = "abc"u8.ToArray();

        Assert.Equal((body, []), new BodyEdit().Apply(body, []));
    }

    [Fact]
    public void Apply_OverlappingRanges_ReplacesThemOnce() =>
        Assert.Equal("a*ef", Apply("abcdef", [], 2..4, 1..3).Body);

    [Fact]
    public void Apply_AdjacentRanges_ReplacesEach() => Assert.Equal("a**ef", Apply("abcdef", [], 1..3, 3..4).Body);

    [Theory]
    [InlineData("3,1,1,1", "3,1,0,1")]
    [InlineData("4,2", "4,1")]
    [InlineData("2,2,2", "2,2,1")]
    [InlineData("6,0", "5,0")]
    [InlineData("0,6", "0,5")]
    public void Apply_ChunkEndsInRange_MovesToItsEnd(string chunks, string expected) => Assert.Equal(
        expected, string.Join(',', Apply("abcdef", [.. chunks.Split(',').Select(int.Parse)], 3..5).Chunks));

    private static (string Body, int[] Chunks) Apply(string body, int[] chunks, params Range[] ranges)
    {
        BodyEdit edit = new();
        foreach (Range range in ranges)
            edit.Replace(range, "*");
        (ReadOnlyMemory<byte> edited, IReadOnlyList<CassetteChunk> moved) =
            edit.Apply(Encoding.UTF8.GetBytes(body), [.. chunks.Select(static length => new CassetteChunk(1, length))]);
        return (Encoding.UTF8.GetString(edited.Span), [.. moved.Select(static chunk => chunk.Length)]);
    }
}
