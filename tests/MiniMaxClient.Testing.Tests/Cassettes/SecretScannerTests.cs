using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class SecretScannerTests
{
    private const string Key = "Zq7Xw9Kd3Rt5";

    [Theory]
    [InlineData("a Zq7Xw9Kd3Rt5 b", "a * b")]
    [InlineData("ZQ7XW9KD3RT5,zq7xw9kd3rt5", "*,*")]
    [InlineData("Zq7Xw9Kd and w9Kd3Rt5", "* and *")]
    [InlineData("Zq7Xw9K is too short", "Zq7Xw9K is too short")]
    [InlineData("\"Zq7Xw9Kd\\u0033Rt5\"", "\"*\"")]
    [InlineData("%5C%7533 Zq7Xw9Kd%33Rt5", "%5C%7533 *")]
    [InlineData("[Zq7X w9Kd 3Rt5]", "[*]")]
    [InlineData("", "")]
    public void Find_Runs_AreFound(string text, string expected) => Assert.Equal(expected, Replace(text));

    [Fact]
    public void Find_Base64_IsFound()
    {
        string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes("user:" + Key + "\n"));

        Assert.DoesNotContain(base64[8..20], Replace($"Basic {base64}"), StringComparison.Ordinal);
        Assert.StartsWith("Basic ", Replace($"Basic {base64}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab")]
    [InlineData("abc")]
    public void Find_Base64InJson_KeepsTheQuotationMarks(string before)
    {
        string base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(before + Key));

        string text = Replace($"{{\"text\":\"{base64}\"}}");

        Assert.Matches("""^\{"text":"[A-Za-z0-9]{0,4}\*[A-Za-z0-9]{0,1}=*"\}$""", text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60_000)]
    [InlineData(61_435)]
    [InlineData(61_440)]
    [InlineData(65_530)]
    [InlineData(65_536)]
    [InlineData(199_988)]
    public void Find_AtAnyPositionOfALongBody_IsFound(int position)
    {
        byte[] body = new byte[200_000];
        body.AsSpan().Fill((byte)'.');
        Encoding.UTF8.GetBytes(Key).CopyTo(body, position);

        Assert.Equal([position..(position + Key.Length)], new SecretScanner([Key]).Find(body));
    }

    [Fact]
    public void Find_NoSecrets_IsEmpty() => Assert.Empty(new SecretScanner([]).Find("Zq7Xw9Kd3Rt5"u8));

    private static string Replace(string text)
    {
        BodyEdit edit = new();
        byte[] body = Encoding.UTF8.GetBytes(text);
        foreach (Range range in new SecretScanner([Key]).Find(body))
            edit.Replace(range, "*");
        return Encoding.UTF8.GetString(edit.Apply(body, []).Body.Span);
    }
}
