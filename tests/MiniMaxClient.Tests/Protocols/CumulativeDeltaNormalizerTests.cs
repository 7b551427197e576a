using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Protocols;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

public sealed class CumulativeDeltaNormalizerTests
{
    [Fact]
    public void AddDelta_CumulativeDeltas_ReturnsTheIncrements() => PropertyCheck.ForAll(
        Gen.Elements("a", "b", "ab", "é", "\0", "a long piece of thinking ").NonEmptyListOf(),
        static pieces =>
        {
            var next = default(CumulativeDeltaNormalizer);
            var whole = default(CumulativeDeltaNormalizer);
            string text = "";
            string fromNext = "";
            string fromWhole = "";
            bool isClear = true;
            foreach (string piece in pieces)
            {
                // A piece that begins with all that has arrived cannot be told from the whole: see below.
                isClear &= text.Length == 0 || !piece.StartsWith(text, StringComparison.Ordinal);
                text += piece;
                fromNext += next.AddDelta(piece);
                fromWhole += whole.AddDelta(text);
            }

            if (isClear)
                Assert.Equal(text, fromNext + next.Flush());
            if (text.Length >= 8 && pieces[0].Length > 2)
                Assert.Equal(text, fromWhole + whole.Flush());
        });

    [Fact]
    public void AddDelta_LongDeltaWithReceivedText_IsCumulative()
    {
        var text = default(CumulativeDeltaNormalizer);

        Assert.Equal(["a haha! ", "ha!"], [text.AddDelta("a haha! "), text.AddDelta("a haha! ha!")]);
    }

    // While fewer than 8 characters have arrived, the next delta decides.
    [Theory]
    [InlineData("1|10| apples", "110 apples")]
    [InlineData("哈|哈哈|，", "哈哈哈，")]
    [InlineData("哈|哈哈|哈哈哈|，", "哈哈哈哈哈哈，")]
    [InlineData("Let|Let me|Let me see.", "Let me see.")]
    [InlineData("L|Le|Let|Let me see.", "Let me see.")]
    [InlineData("Let|Let me", "Let me")]
    [InlineData("1|10", "110")]
    [InlineData("a||ab|abcdefgh", "abcdefgh")]
    public void AddDelta_AmbiguousDelta_IsDecidedByTheNext(string deltas, string expected)
    {
        var text = default(CumulativeDeltaNormalizer);
        string shown = "";
        foreach (string delta in deltas.Split('|'))
            shown += text.AddDelta(delta);

        Assert.Equal(expected, shown + text.Flush());
        Assert.Equal("", text.Flush());
    }

    [Fact]
    public void AddDelta_TextWithEqualPolynomialHash_IsIncremental()
    {
        // The sequence of Thue and Morse and its complement have the same polynomial hash modulo 2^64, whatever its base.
        string one = string.Concat(Enumerable.Range(0, 1024).Select(static i => (char)('a' + (BitOperations.PopCount((uint)i) % 2))));
        string other = string.Concat(one.Select(static letter => letter == 'a' ? 'b' : 'a')) + "!";
        var text = default(CumulativeDeltaNormalizer);

        Assert.Equal([one, other], [text.AddDelta(one), text.AddDelta(other)]);
    }
}
