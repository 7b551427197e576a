using System.Text;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Serving;

public sealed class SseFormatTests
{
    [Theory]
    [InlineData(true, "data: 1\r\rdata: [DONE]\r\r")]
    [InlineData(false, "data: 1\r\r")]
    public void CreateStreamResponse_WithoutNames_EndsWithDoneIfEnabled(bool endsWithDone, string expected)
    {
        var format = new SseFormat { Newline = "\r", EndsWithDone = endsWithDone };

        EmulatorResponse response = format.CreateStreamResponse(["1"u8.ToArray()]);

        Assert.Equal(expected, GetText(response));
        Assert.True(response.IsStream);
    }

    [Fact]
    public void CreateStreamResponse_WithNamesAndComment_WritesBoth()
    {
        EmulatorResponse response = new SseFormat().CreateStreamResponse([("ping", "{}"u8.ToArray())], "comment");

        Assert.Equal("event: ping\ndata: {}\n\n", GetText(response));
        Assert.Equal(": comment\n\n", Encoding.UTF8.GetString(response.Preamble.Span));
    }

    private static string GetText(EmulatorResponse response) =>
        string.Concat(response.Chunks.Select(static chunk => Encoding.UTF8.GetString(chunk.Span)));
}
