using System.Text;

namespace MiniMaxClient.Testing.Tests;

public sealed class JsonTests
{
    [Fact]
    public void WriteText_ApostropheAndNonAscii_AreNotEscaped() =>
        Assert.Equal("\"It's é\"", Json.WriteText(static writer => writer.WriteStringValue("It's é")));

    [Fact]
    public void WriteObject_Property_WritesObject() =>
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(Json.WriteObject(static writer => writer.WriteNumber("a", 1))));
}
