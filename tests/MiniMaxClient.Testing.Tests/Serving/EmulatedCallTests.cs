using System.Text.Json;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Serving;

public sealed class EmulatedCallTests
{
    [Theory]
    [InlineData("application/json", """{"a":1}""", true)]
    [InlineData("Application/JSON; charset=utf-8", """{"a":1}""", true)]
    [InlineData("text/plain", """{"a":1}""", false)]
    [InlineData("application/json", "[1]", false)]
    [InlineData("application/json", "no", false)]
    public void Json_MediaTypeAndBody_IsReadOnlyFromJsonObjects(string mediaType, string body, bool isRead)
    {
        JsonElement? json = Samples.Call(body, headers: ("Content-Type", mediaType)).Json;

        Assert.Equal(isRead ? body : null, json?.GetRawText());
    }

    [Theory]
    [InlineData("Bearer abc", "abc")]
    [InlineData("bearer abc", "abc")]
    [InlineData("Basic abc", null)]
    [InlineData("", null)]
    public void BearerKey_AuthorizationHeader_IsReadWithTheBearerScheme(string authorization, string? expected) =>
        Assert.Equal(expected, Samples.Call("", headers: ("Authorization", authorization)).BearerKey);

    [Fact]
    public void ApiKey_Header_IsRead()
    {
        Assert.Equal("abc", Samples.Call("", headers: ("X-Api-Key", "abc")).ApiKey);
        Assert.Null(Samples.Call("").ApiKey);
    }

    [Fact]
    public void Ids_Number_AreHexadecimal()
    {
        EmulatedCall call = Samples.Call("");

        Assert.Equal("0600000000000000000000000000001a", call.Id);
        Assert.Equal("00000000-0000-4000-8000-00000000001a", call.Uuid);
    }

    [Fact]
    public void Bodies_NotJson_AreEmpty()
    {
        EmulatedCall call = Samples.Call("no");

        Assert.Null(call.ChatBody.Model);
        Assert.False(call.MessagesBody.IsStreaming);
    }
}
