using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class CassetteWriterTests
{
    private static readonly CassetteExchange Exchange = new()
    {
        Number = 1,
        Method = "POST",
        Path = "/v1/chat/completions",
        RequestHeaders = [new("host", "api.minimax.io"), new("content-type", "application/json")],
        RequestBody = """{"model":"MiniMax-M2","stream":true}"""u8.ToArray(),
        Status = 200,
        ResponseHeaders = [new("x-b", "2"), new("content-type", "text/event-stream"), new("x-b", "1")],
        ResponseBody = "data: {\"a\":1}\n\ndata: [DONE]\n\n"u8.ToArray(),
        Chunks = [new(812, 0), new(7, 15), new(0, 14)],
    };

    public static TheoryData<string> Texts { get; } =
    [
        Sample + "! complete\n",
        Sample + "! cut\n",
        Sample + "! abandoned\n\n# 3\n> GET /v1/models\n! canceled\n",
        "MiniMaxClient cassette 1\n",
        "MiniMaxClient cassette 1\n\n# 7\n> GET /v1/models?a=1\n> content-type: a\n< 204\n! complete\n",
    ];

    private const string Sample =
        """
        MiniMaxClient cassette 1

        # 1
        > POST /v1/chat/completions
        > content-type: application/json
        > host: api.minimax.io
        : {
        :   "model": "MiniMax-M2",
        :   "stream": true
        : }
        < 200
        < content-type: text/event-stream
        < x-b: 2
        < x-b: 1
        | data: {"a":1}
        |
        | data: [DONE]
        |
        ~ 812ms:0 7ms:15 0ms:14

        """;

    [Fact]
    public void Write_Exchange_IsReadable() => Assert.Equal(Sample + "! complete\n", CassetteWriter.Write([Exchange]));

    [Fact]
    public void Write_ManyChunks_HasLinesOf100Characters()
    {
        string text = CassetteWriter.Write(Exchange with { ResponseBody = new byte[40], Chunks = [.. Enumerable.Repeat(new CassetteChunk(10, 1), 40)] });
        string[] timing = [.. text.Split('\n').Where(static line => line.StartsWith('~'))];

        Assert.Equal(3, timing.Length);
        Assert.All(timing, static line => Assert.InRange(line.Length, 1, 100));
        Assert.Equal(40, CassetteReader.Read("MiniMaxClient cassette 1\n" + text).Single().Chunks.Count);
    }

    [Fact]
    public void Write_AnyExchange_IsReadAsTheSameText()
    {
        Gen<CassetteExchange> exchanges =
            from number in Gen.Choose(1, 1000)
            from status in Gen.Elements<int?>(200, 204, 503, null)
            from request in Gen.ListOf(Gen.Elements("{\"a\":1}", "{", "\n", "\r", " ", "ä", "\0", "| ", "> ", "< 200"))
            from response in Gen.ListOf(Gen.Elements("data: ", "[1]", "\n", "\r\n", "~ 1ms:1", "! cut", "# 1"))
            from end in status is null
                ? Gen.Elements(ResponseEnd.Cut, ResponseEnd.Canceled)
                : Gen.Elements(Enum.GetValues<ResponseEnd>())
            let body = System.Text.Encoding.UTF8.GetBytes(status is null ? "" : string.Concat(response))
            select new CassetteExchange
            {
                Number = number,
                Method = "POST",
                Path = "/v1/x?y=z",
                RequestHeaders = [new("content-type", "a: b")],
                RequestBody = System.Text.Encoding.UTF8.GetBytes(string.Concat(request)),
                Status = status,
                ResponseHeaders = status is null ? [] : [new("x-a", "")],
                ResponseBody = body,
                Chunks = number % 2 == 0 || status is null ? [] : [new(number, 0), new(0, body.Length)],
                End = end,
            };
        Prop.ForAll(exchanges.ToArbitrary(), static exchange =>
        {
            string text = CassetteWriter.Write([exchange]);
            CassetteExchange read = Assert.Single(CassetteReader.Read(text));

            Assert.Equal(exchange.RequestBody.ToArray(), read.RequestBody.ToArray());
            Assert.Equal(exchange.ResponseBody.ToArray(), read.ResponseBody.ToArray());
            Assert.Equal((exchange.Status, exchange.End, exchange.Number), (read.Status, read.End, read.Number));
            Assert.Equal(text, CassetteWriter.Write([read]));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Write_ReadText_IsTheSameText(string text) => Assert.Equal(text, CassetteWriter.Write(CassetteReader.Read(text)));
}
