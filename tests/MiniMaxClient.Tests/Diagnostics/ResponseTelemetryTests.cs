using System.Text;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>Tests the telemetry of rare settings and responses.</summary>
public sealed class ResponseTelemetryTests
{
    private const string Key = "0a1b2c3d4e5f6071";
    private const string Plain = """{"choices":[{"index":0,"finish_reason":"stop","message":{"content":"a"}}]}""";

    private readonly CancellationToken _token = TestTimeouts.Token;

    private ChatCompletionRequest Request { get; } = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
    };

    [Fact]
    public async Task Span_TopK_IsAnInteger()
    {
        TelemetryRecorder recorder = await CallAsync(Request with { TopK = 40 }, stream: false, Plain);

        Assert.Equal(40, Assert.Single(recorder.Spans).GetTagItem("gen_ai.request.top_k"));
    }

    [Theory]
    [InlineData(false, """{"choices":[{"index":0,"message":{"content":"a"}},{"index":1,"finish_reason":"stop","message":{"content":"b"}}]}""")]
    [InlineData(
        true,
        """
        data: {"choices":[{"index":1,"delta":{"content":"b"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"a"}}]}

        data: {"choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}

        data: [DONE]


        """)]
    public async Task Span_MissingFinishReason_KeepsTheChoicePositions(bool stream, string body)
    {
        TelemetryRecorder recorder = await CallAsync(Request with { N = 2 }, stream, body);

        Assert.Equal(["error", "stop"], (string[])Assert.Single(recorder.Spans).GetTagItem("gen_ai.response.finish_reasons")!);
    }

    [Theory]
    [InlineData(false, """{"id":"KEY","model":"a/KEY","choices":[{"index":0,"finish_reason":"KEY","message":{"content":"a"}}]}""")]
    [InlineData(
        true,
        """
        data: {"id":"KEY","model":"a/KEY","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"KEY"}]}


        """)]
    public async Task Span_ResponseThatQuotesTheKey_RedactsIt(bool stream, string body)
    {
        TelemetryRecorder recorder = await CallAsync(Request, stream, body.Replace("KEY", Key, StringComparison.Ordinal));

        string text = TelemetryRecorder.FormatText(Assert.Single(recorder.Spans));
        Assert.Contains("gen_ai.response.finish_reasons = [***]\ngen_ai.response.id = ***\ngen_ai.response.model = a/***\n", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "gen_ai.response.model = a/***", Assert.Single(recorder.GetMeasurements("gen_ai.client.operation.duration")).Tags, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, """{"choices":[{"index":0,"finish_reason":"content_filter","message":{}}],"usage":{"prompt_tokens":5,"completion_tokens":0}}""")]
    [InlineData(
        true,
        """
        data: {"choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}],"usage":{"total_tokens":0,"total_characters":0}}

        data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":0}}

        data: [DONE]


        """)]
    public async Task Span_UsageWithoutOutput_HasItsCost(bool stream, string body)
    {
        TelemetryRecorder recorder = await CallAsync(Request, stream, body);

        Assert.Equal([5, 0], recorder.GetMeasurements("gen_ai.client.token.usage").Select(static one => one.Value));
        Assert.Equal(0.000005, Assert.Single(recorder.GetMeasurements("minimaxclient.client.cost")).Value);
    }

    private async Task<TelemetryRecorder> CallAsync(ChatCompletionRequest request, bool stream, string body)
    {
        using var handler = new StubHandler(() =>
            new StringContent(body, Encoding.UTF8, stream ? "text/event-stream" : "application/json"));
        using var http = new HttpClient(handler);
        var prices = new ModelPrices();
        prices.Set(request.Model, new() { Input = 1, Output = 2 });
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("host", "https://host/v1", Key), http, new() { Prices = prices });
        using var recorder = new TelemetryRecorder();
        if (stream)
            await client.StreamAsync(request, _token).ToCompletionAsync(_token);
        else
            await client.CompleteAsync(request, _token);
        return recorder;
    }
}
