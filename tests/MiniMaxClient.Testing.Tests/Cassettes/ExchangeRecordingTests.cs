using System.Net;
using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class ExchangeRecordingTests
{
    private readonly List<CassetteExchange> _completed = [];

    [Fact]
    public void Complete_AfterChunks_HasBytesAndDelays()
    {
        using ExchangeRecording recording = Start(HttpStatusCode.Accepted);
        recording.AddBytes("ab"u8);
        recording.AddBytes("c"u8);
        recording.Complete(ResponseEnd.Complete);

        CassetteExchange exchange = Assert.Single(_completed);
        Assert.Equal((202, "abc", ResponseEnd.Complete), (exchange.Status, Text(exchange), exchange.End));
        Assert.Equal([0, 2, 1], exchange.Chunks.Select(static chunk => chunk.Length));
        Assert.Equal([new("x-a", "1")], exchange.ResponseHeaders);
    }

    [Fact]
    public void Complete_Twice_IsStoredOnce()
    {
        using ExchangeRecording recording = Start();
        recording.Complete(ResponseEnd.Cut);
        recording.AddBytes("ab"u8);
        recording.Complete(ResponseEnd.Complete);

        CassetteExchange exchange = Assert.Single(_completed);
        Assert.Equal((ResponseEnd.Cut, ""), (exchange.End, Text(exchange)));
    }

    [Theory]
    [InlineData("Abandoned", "Canceled")]
    [InlineData("Canceled", "Canceled")]
    [InlineData("Cut", "Cut")]
    public void Complete_BeforeTheResponse_IsReadable(string end, string expected)
    {
        using ExchangeRecording recording = Create();
        recording.Complete(Enum.Parse<ResponseEnd>(end));

        CassetteExchange read = Assert.Single(CassetteReader.Read(CassetteWriter.Write(_completed)));
        Assert.Equal((null, Enum.Parse<ResponseEnd>(expected)), (read.Status, read.End));
    }

    [Fact]
    public void AddHead_AfterCompletion_ChangesNothing()
    {
        using ExchangeRecording recording = Create();
        recording.Complete(ResponseEnd.Abandoned);

        AddHead(recording);

        Assert.Null(_completed.Single().Status);
        Assert.Empty(_completed.Single().Chunks);
    }

    [Fact]
    public void AddBytes_DelaysWithFractions_AddUp()
    {
        HalfMillisecondClock clock = new();
        using ExchangeRecording recording = Create(new() { TimeProvider = clock });
        AddHead(recording);
        for (int i = 0; i < 9; i++)
            recording.AddBytes("a"u8);
        recording.Complete(ResponseEnd.Complete);

        Assert.Equal(5, _completed.Single().Chunks.Sum(static chunk => chunk.DelayMilliseconds));
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, 3, "abc", true)]
    [InlineData(HttpStatusCode.OK, 3, "ab", false)]
    [InlineData(HttpStatusCode.NoContent, null, "", true)]
    [InlineData(HttpStatusCode.NotModified, null, "", true)]
    public void Complete_AbandonedAfterTheContentLength_IsComplete(HttpStatusCode status, int? length, string body, bool isComplete)
    {
        using ExchangeRecording recording = Start(status, length);
        recording.AddBytes(Encoding.UTF8.GetBytes(body));
        recording.Complete(ResponseEnd.Abandoned);

        Assert.Equal(isComplete ? ResponseEnd.Complete : ResponseEnd.Abandoned, _completed.Single().End);
    }

    [Fact]
    public void AddBytes_BeyondTheLimit_IsTruncated()
    {
        using ExchangeRecording recording = Start(options: new() { MaxResponseBytes = 4 });
        recording.AddBytes("abc"u8);
        recording.AddBytes("def"u8);
        recording.AddBytes("ghi"u8);
        recording.Complete(ResponseEnd.Complete);

        CassetteExchange exchange = Assert.Single(_completed);
        Assert.Equal(("abcd", ResponseEnd.Truncated), (Text(exchange), exchange.End));
        Assert.Equal(4, exchange.Chunks.Sum(static chunk => chunk.Length));
    }

    private ExchangeRecording Start(
        HttpStatusCode status = HttpStatusCode.OK, int? length = null, CassetteRecorderOptions? options = null)
    {
        ExchangeRecording recording = Create(options);
        AddHead(recording, status, length);
        return recording;
    }

    private ExchangeRecording Create(CassetteRecorderOptions? options = null) =>
        new(new() { Number = 1, Method = "GET", Path = "/" }, options ?? new(), (_, exchange) => _completed.Add(exchange));

    private static void AddHead(ExchangeRecording recording, HttpStatusCode status = HttpStatusCode.OK, int? length = null)
    {
        using HttpResponseMessage response = new(status) { Content = new StreamContent(Stream.Null) };
        response.Content.Headers.ContentLength = length;
        recording.AddHead(response, [new("x-a", "1")]);
    }

    private static string Text(CassetteExchange exchange) => Encoding.UTF8.GetString(exchange.ResponseBody.Span);

    private sealed class HalfMillisecondClock : TimeProvider
    {
        private long _time;

        public override long TimestampFrequency => 2000;

        public override long GetTimestamp() => _time++;
    }
}
