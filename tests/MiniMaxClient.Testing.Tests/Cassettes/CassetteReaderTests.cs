using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class CassetteReaderTests
{
    private const string Sample =
        """
        MiniMaxClient cassette 1

        # 1
        > POST /v1/x?a=b
        > Content-Type: application/json
        _ not JSON
        < 503
        < retry-after: 2
        | busy
        ~ 5ms:0 1ms:5
        ! cut

        # 2
        > GET /v1/models
        ! canceled
        """;

    [Fact]
    public void Read_Exchanges_HasEachPart()
    {
        IReadOnlyList<CassetteExchange> exchanges = CassetteReader.Read(Sample);

        CassetteExchange first = exchanges[0];
        Assert.Equal((1, 3, "POST", "/v1/x?a=b", 503, ResponseEnd.Cut), (first.Number, first.Line, first.Method, first.Path, first.Status, first.End));
        Assert.Equal([new("content-type", "application/json")], first.RequestHeaders);
        Assert.Equal("not JSON", Encoding.UTF8.GetString(first.RequestBody.Span));
        Assert.Equal([new("retry-after", "2")], first.ResponseHeaders);
        Assert.Equal("busy\n", Encoding.UTF8.GetString(first.ResponseBody.Span));
        Assert.Equal([new(5, 0), new(1, 5)], first.Chunks);
        Assert.Equal("# 2 GET /v1/models", exchanges[1].Description);
        Assert.Equal((13, null, ResponseEnd.Canceled), (exchanges[1].Line, exchanges[1].Status, exchanges[1].End));
        Assert.True(exchanges[1].RequestBody.IsEmpty);
    }

    [Fact]
    public void Read_WindowsLineEndings_IsTheSame()
    {
        CassetteExchange exchange = CassetteReader.Read("\uFEFF" + Sample.ReplaceLineEndings("\r\n"))[0];

        Assert.Equal("busy\n", Encoding.UTF8.GetString(exchange.ResponseBody.Span));
        Assert.Equal("/v1/x?a=b", exchange.Path);
    }

    [Fact]
    public void Read_InvalidBase64_HasTheInnerException() =>
        Assert.IsType<FormatException>(Assert.Throws<CassetteException>(() =>
            CassetteReader.Read("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n= ?")).InnerException);

    [Theory]
    [InlineData("", 1, "first line")]
    [InlineData("MiniMaxClient cassette 2", 1, "'MiniMaxClient cassette 1'")]
    [InlineData("MiniMaxClient cassette 1\nx", 2, "'# 1'")]
    [InlineData("MiniMaxClient cassette 1\n# x\n> GET /", 2, "'# 1'")]
    [InlineData("MiniMaxClient cassette 1\n# 1", 3, "'> POST")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET", 3, "'> POST")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET / HTTP/1.1", 3, "'> POST")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n> x", 4, "header")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n|x\n< 200", 4, "space")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< abc", 4, "'< 200'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n<200", 4, "'< 200'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 100", 4, "'< 200'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n= ?", 5, "base64")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n_ abc\n~ 1ms:2", 6, "Remove the lines with '~'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n_ abc\n~ 1:3", 6, "'12ms:340'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n! odd", 5, "'! complete'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n! 1", 5, "'! complete'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n_ abc\n! compl", 6, "'! complete'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n_ abc", 6, "'! complete'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n_ abc\n", 6, "'! complete'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n_ abc\n# 2\n> GET /\n! cut", 6, "'! complete'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /", 4, "'! complete'")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n! complete", 4, "without a response")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\ndata: x", 5, "'data: x' is not expected")]
    [InlineData("MiniMaxClient cassette 1\n# 1\n> GET /\n< 200\n! complete\n\n# 1\n> GET /\n< 200\n! cut", 7, "two exchanges with the number 1")]
    public void Read_Invalid_ThrowsExceptionWithLine(string text, int line, string message)
    {
        var e = Assert.Throws<CassetteException>(() => CassetteReader.Read(text));

        Assert.Equal(line, e.Line);
        Assert.StartsWith($"Line {line}: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
