using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Protocols;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

public sealed class CumulativeTextTests
{
    [Fact]
    public void Pieces_ThatAreTheWholeSoFar_GiveTheSameAsTheNextOnes() => Checked.That(
        Gen.Elements("a", "b", "ab", "é", "\0", "a long piece of thinking ").NonEmptyListOf(),
        static pieces =>
        {
            var next = default(CumulativeText);
            var whole = default(CumulativeText);
            string told = "";
            foreach (string piece in pieces)
            {
                told += piece;

                // A piece that begins with all that has come cannot be told from the whole: see below.
                if (told.Length == piece.Length || !piece.StartsWith(told[..^piece.Length], StringComparison.Ordinal))
                    Assert.Equal(piece, next.Add(piece));
                else
                    next.Add(piece);
                Assert.Equal(piece, whole.Add(told));
            }
        });

    [Fact]
    public void Piece_ThatBeginsWithAllThatHasCome_IsTheWhole()
    {
        var text = default(CumulativeText);

        Assert.Equal(["ha", "ha!"], [text.Add("ha"), text.Add("haha!")]);
    }

    [Fact]
    public void Piece_ThatOnlyLooksAlikeToAPolynomialHash_IsTheNextOne()
    {
        // The sequence of Thue and Morse and its complement have the same polynomial hash modulo 2^64, whatever its base.
        string one = string.Concat(Enumerable.Range(0, 1024).Select(static i => (char)('a' + (BitOperations.PopCount((uint)i) % 2))));
        string other = string.Concat(one.Select(static letter => letter == 'a' ? 'b' : 'a')) + "!";
        var text = default(CumulativeText);

        Assert.Equal([one, other], [text.Add(one), text.Add(other)]);
    }
}
