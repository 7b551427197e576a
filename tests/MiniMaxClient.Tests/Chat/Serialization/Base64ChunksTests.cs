using System.Text;

namespace MiniMaxClient.Tests.Chat.Serialization;

public sealed class Base64ChunksTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(48 * 1024, 1)]
    [InlineData((48 * 1024) + 1, 2)]
    [InlineData(100_000, 3)]
    public void Encode_AnyLength_EqualsBase64OfAllBytes(int length, int segmentCount)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];

        // A segment is valid only until the next one.
        string[] segments = [.. Base64Chunks.Encode(bytes).Select(static segment => Encoding.ASCII.GetString(segment))];

        Assert.Equal(segmentCount, segments.Length);
        Assert.Equal(Convert.ToBase64String(bytes), string.Concat(segments));
        Assert.Equal(Convert.ToBase64String(bytes).Length, Base64Chunks.GetEncodedLength(bytes));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("AQ==", 1)]
    [InlineData("AQI=", 2)]
    [InlineData("AQID", 3)]
    [InlineData("AQIDBA", 4)]
    public void GetDecodedLength_WithOrWithoutPadding_IsTheNumberOfBytes(string base64, int length) =>
        Assert.Equal(length, Base64Chunks.GetDecodedLength(base64));

    [Theory]
    [InlineData("AQID+/==", true)]
    [InlineData("", true)]
    [InlineData("AQ ID", false)]
    [InlineData("AQ%3D", false)]
    [InlineData("A-_A", false)]
    public void IsBase64_Text_IsTrueForItsCharactersOnly(string text, bool expected) =>
        Assert.Equal(expected, Base64Chunks.IsBase64(text));
}
