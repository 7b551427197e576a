using System.Text.Json;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.Tests.Protocols;

public sealed class ResponsePartTests
{
    private static readonly ResponseContext Context = new("aimlapi", null, 502);

    [Fact]
    public void Error_PartWithErrorFormat_IsParsed()
    {
        var part = new ResponsePart(
            ResponsePartKind.Event, """{"error":{"message":"overloaded","code":503}}"""u8, "error", isError: true, Context);

        Assert.Equal(("overloaded", "503"), (part.Error?.Message, part.Error?.Code));
        Assert.Equal(("error", 502), (part.EventType, part.StatusCode));
        Assert.Null(part.Headers);
    }

    [Fact]
    public void Error_TextPart_IsTheText() => Assert.Equal(
        "engine out of memory",
        new ResponsePart(ResponsePartKind.Text, "engine out of memory"u8, "", isError: true, Context).Error?.Message);

    [Fact]
    public void Error_PartWithoutErrorFormat_IsNull() => Assert.Null(
        new ResponsePart(ResponsePartKind.Body, """{"error":{"message":"x"}}"""u8, "", isError: false, Context).Error);

    [Theory]
    [InlineData("""{"a":1}""", JsonValueKind.Object)]
    [InlineData("\uFEFF[1]", JsonValueKind.Array)]
    [InlineData("{", JsonValueKind.Undefined)]
    [InlineData("<html>", JsonValueKind.Undefined)]
    [InlineData("", JsonValueKind.Undefined)]
    public void ReadJson_AnyContent_IsUndefinedUnlessJson(string content, JsonValueKind expected) => Assert.Equal(
        expected,
        new ResponsePart(ResponsePartKind.Body, System.Text.Encoding.UTF8.GetBytes(content), "", isError: false, Context)
            .ReadJson().ValueKind);
}
