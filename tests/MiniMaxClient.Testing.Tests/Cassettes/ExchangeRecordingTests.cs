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
    [InlineData("data: {}\n\ndata: [DONE]\n\n", true)]
    [InlineData("data: [DONE]\n", true)]
    [InlineData("data:[DONE]\r\n\r\n", true)]
    [InlineData("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", true)]
    [InlineData("event: message_stop\r\ndata: {\"type\":\"message_stop\"}\r\n\r\n", true)]
    [InlineData("data: [DONE]", false)]
    [InlineData("data: {}\n\n", false)]
    [InlineData("", false)]
    public void Complete_AbandonedAfterTheLastEvent_IsComplete(string body, bool isComplete)
    {
        using ExchangeRecording recording = Start();
        recording.AddBytes(Encoding.UTF8.GetBytes(body));
        recording.Complete(ResponseEnd.Abandoned);

        Assert.Equal(isComplete ? ResponseEnd.Complete : ResponseEnd.Abandoned, _completed.Single().End);
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
        HttpStatusCode status = HttpStatusCode.OK, int? length = null, CassetteOptions? options = null)
    {
        ExchangeRecording recording = new(new() { Number = 1, Method = "GET", Path = "/" }, options ?? new(), (_, exchange) => _completed.Add(exchange));
        using HttpResponseMessage response = new(status) { Content = new StreamContent(Stream.Null) };
        response.Content.Headers.ContentLength = length;
        recording.AddHead(response, [new("x-a", "1")]);
        return recording;
    }

    private static string Text(CassetteExchange exchange) => Encoding.UTF8.GetString(exchange.ResponseBody.Span);
}
