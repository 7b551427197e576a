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
        static deltas =>
        {
            var next = default(CumulativeDeltaNormalizer);
            var cumulative = default(CumulativeDeltaNormalizer);
            string text = "";
            string fromIncremental = "";
            string fromCumulative = "";
            bool isClear = true;
            foreach (string delta in deltas)
            {
                // An increment that begins with all the received text cannot be distinguished from a cumulative delta: see below.
                isClear &= text.Length == 0 || !delta.StartsWith(text, StringComparison.Ordinal);
                text += delta;
                fromIncremental += next.AddDelta(delta);
                fromCumulative += cumulative.AddDelta(text);
            }

            if (isClear)
                Assert.Equal(text, fromIncremental + next.Flush());
            if (text.Length >= 8 && deltas[0].Length > 2)
                Assert.Equal(text, fromCumulative + cumulative.Flush());
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
        string result = "";
        foreach (string delta in deltas.Split('|'))
            result += text.AddDelta(delta);

        Assert.Equal(expected, result + text.Flush());
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
