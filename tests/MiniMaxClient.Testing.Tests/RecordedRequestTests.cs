using System.Text.Json;

namespace MiniMaxClient.Testing.Tests;

public sealed class RecordedRequestTests
{
    [Fact]
    public void Body_JsonInUtf8_IsReadAsTextAndJson()
    {
        RecordedRequest request = Create("""{"a":"é"}"""u8);

        Assert.Equal("""{"a":"é"}""", request.Text);
        Assert.Equal("é", request.Json.GetProperty("a").GetString());
    }

    [Fact]
    public void Json_BodyIsNotJson_ThrowsJsonException() =>
        Assert.ThrowsAny<JsonException>(() => Create("no"u8).Json);

    [Fact]
    public async Task Aborted_ClientDisconnected_CompletesDespiteLaterEnd()
    {
        RecordedRequest request = Create("{}"u8);
        Assert.False(request.Aborted.IsCompleted);

        request.MarkAborted();
        request.MarkEnded();

        await request.Aborted;
        Assert.Equal(TaskStatus.RanToCompletion, request.Aborted.Status);
    }

    [Fact]
    public async Task Aborted_ResponseEnded_IsCanceled()
    {
        RecordedRequest request = Create("{}"u8);

        request.MarkEnded();

        await Assert.ThrowsAsync<TaskCanceledException>(() => request.Aborted);
    }

    private static RecordedRequest Create(ReadOnlySpan<byte> body) => new()
    {
        Provider = "RunApi",
        Method = "POST",
        Path = "/v1/chat/completions",
        Headers = new Dictionary<string, string>(),
        HasValidKey = true,
        Body = body.ToArray(),
    };
}
