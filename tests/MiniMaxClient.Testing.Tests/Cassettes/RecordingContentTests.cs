using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class RecordingContentTests
{
    private readonly List<CassetteExchange> _completed = [];

    [Fact]
    public async Task Headers_OfTheContent_AreThoseOfTheResponse()
    {
        using RecordingContent content = Create();

        Assert.Equal("text/event-stream; charset=odd", content.Headers.NonValidated["Content-Type"].ToString());
        Assert.Equal(3, content.Headers.ContentLength);
        Assert.Equal("abc"u8.ToArray(), await content.ReadAsByteArrayAsync(Wire.Token));
        AssertCompleted("abc", ResponseEnd.Complete);
    }

    [Fact]
    public async Task ReadAsStreamAsync_Stream_IsRecorded()
    {
        using RecordingContent content = Create();
        using StreamReader reader = new(await content.ReadAsStreamAsync(Wire.Token));

        Assert.Equal("abc", await reader.ReadToEndAsync(Wire.Token));
        AssertCompleted("abc", ResponseEnd.Complete);
    }

    [Fact]
    public void ReadAsStream_Stream_IsRecorded()
    {
        using RecordingContent content = Create();
        using StreamReader reader = new(content.ReadAsStream(Wire.Token));

        Assert.Equal("abc", reader.ReadToEnd());
        AssertCompleted("abc", ResponseEnd.Complete);
    }

    [Fact]
    public void CopyTo_Stream_IsRecorded()
    {
        using RecordingContent content = Create();
        using MemoryStream copy = new();

        content.CopyTo(copy, null, Wire.Token);

        AssertCompleted("abc", ResponseEnd.Complete);
    }

    [Fact]
    public void Dispose_NotRead_IsAbandoned()
    {
        Create().Dispose();

        AssertCompleted("", ResponseEnd.Abandoned);
    }

    [Fact]
    public async Task Dispose_WhileReading_IsCanceled()
    {
        System.IO.Pipelines.Pipe silent = new();
        RecordingContent content = Create(new StreamContent(silent.Reader.AsStream()));
        Stream stream = await content.ReadAsStreamAsync(Wire.Token);
        Task reading = stream.ReadExactlyAsync(new byte[1], CancellationToken.None).AsTask();

        content.Dispose();

        AssertCompleted("", ResponseEnd.Canceled);
        await silent.Writer.CompleteAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => reading);
    }

    private RecordingContent Create(HttpContent? inner = null)
    {
        inner ??= new ByteArrayContent("abc"u8.ToArray());
        inner.Headers.TryAddWithoutValidation("Content-Type", "text/event-stream; charset=odd");
        return new(inner, new(new() { Number = 1, Method = "GET", Path = "/", Status = 200 }, new(), (_, exchange) => _completed.Add(exchange)));
    }

    private void AssertCompleted(string body, ResponseEnd end)
    {
        CassetteExchange exchange = Assert.Single(_completed);
        Assert.Equal((body, end), (Encoding.UTF8.GetString(exchange.ResponseBody.Span), exchange.End));
    }
}
