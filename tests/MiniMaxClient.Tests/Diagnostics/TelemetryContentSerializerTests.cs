using System.Diagnostics;
using System.Text.Json;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>The message content of spans, which is recorded only if the app enables sensitive data.</summary>
public sealed class TelemetryContentSerializerTests : IAsyncLifetime
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages =
        [
            ChatMessage.System("Be terse."),
            ChatMessage.User(
            [
                "What is \ud83d this?",
                ContentPart.FromImage(new Uri("https://example.com/cat.png")),
                ContentPart.FromImage(new byte[] { 1, 2, 3 }, "image/png"),
                ContentPart.FromImage(new Uri("data:image/gif;base64,AQID")),
                ContentPart.FromVideoFileId("4711"),
                ContentPart.FromVideo(new byte[] { 1, 2, 3, 4, 5 }, "video/mp4"),
                ContentPart.FromFile(new byte[] { 1, 2, 3, 4 }, "a.pdf"),
            ]),
            new AssistantMessage
            {
                Content = "<think>Look.</think>Wait.",
                ToolCalls =
                [
                    new FunctionToolCall { Id = "call_1", Function = new() { Name = "look", Arguments = """{"at":"it"}""" } },
                ],
            },
            ChatMessage.Tool("call_1", "a cat"),
        ],
    };

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Span_SensitiveDataEnabled_HasTheMessages(bool stream)
    {
        Activity span = await CallAsync(stream, enableSensitiveData: true, Reply.Text("A cat.", thinking: "Fur."));

        Assert.Equal(
            """
            [{"role":"system","parts":[{"type":"text","content":"Be terse."}]},
            {"role":"user","parts":[{"type":"text","content":"What is � this?"},
            {"type":"uri","modality":"image","uri":"https://example.com/cat.png"},
            {"type":"omitted","modality":"image","mime_type":"image/png","length":3},
            {"type":"omitted","modality":"image","mime_type":"image/gif","length":26},
            {"type":"uri","modality":"video","uri":"mm_file://4711"},
            {"type":"omitted","modality":"video","mime_type":"video/mp4","length":5},
            {"type":"omitted","modality":"document","mime_type":"application/pdf","length":4}]},
            {"role":"assistant","parts":[{"type":"reasoning","content":"Look."},{"type":"text","content":"Wait."},
            {"type":"tool_call","id":"call_1","name":"look","arguments":"{\"at\":\"it\"}"}]},
            {"role":"tool","parts":[{"type":"tool_call_response","id":"call_1","response":"a cat"}]}]
            """.ReplaceLineEndings(""),
            span.GetTagItem("gen_ai.input.messages"));
        Assert.Equal(
            """
            [{"role":"assistant","name":"MiniMax AI","parts":[{"type":"reasoning","content":"Fur."},{"type":"text","content":"A cat."}],"finish_reason":"stop"}]
            """,
            span.GetTagItem("gen_ai.output.messages"));
    }

    [Fact]
    public async Task Span_ResponseWithToolCalls_HasTheToolCalls()
    {
        Activity span = await CallAsync(stream: true, enableSensitiveData: true, Reply.ToolCall("look", """{"at":"it"}""", "call_2"));

        JsonElement output = JsonElement.Parse((string)span.GetTagItem("gen_ai.output.messages")!)[0];
        Assert.Equal("tool_call", output.GetProperty("finish_reason").GetString());
        Assert.Equal("look", output.GetProperty("parts")[0].GetProperty("name").GetString());
        Assert.Equal("call_2", output.GetProperty("parts")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Span_RequestWithNulls_HasTheReplacements()
    {
        var call = new FunctionToolCall { Id = "call_1", Function = new() { Name = null!, Arguments = null! } };
        Activity span = await CallAsync(
            stream: false,
            enableSensitiveData: true,
            Reply.Text("Hi"),
            Request with { Messages = [Request.Messages[0], new AssistantMessage { ToolCalls = [call] }, Request.Messages[^1]] });

        Assert.Contains(
            """{"type":"tool_call","id":"call_1","name":"unnamed_function","arguments":"{}"}""",
            (string)span.GetTagItem("gen_ai.input.messages")!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Span_FailureWithSensitiveDataEnabled_HasTheMessage()
    {
        Activity span = await CallAsync(stream: false, enableSensitiveData: true, Reply.Error(401, "No such key."));

        Assert.Contains("No such key.", span.StatusDescription, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Span_SensitiveDataDisabled_HasNoContent(bool stream)
    {
        foreach (Reply reply in (Reply[])[Reply.Text("A cat.", thinking: "Fur."), Reply.Error(400, "A cat.")])
        {
            Activity span = await CallAsync(stream, enableSensitiveData: false, reply);

            string text = TelemetryRecorder.FormatText(span) + string.Concat(span.Events.Select(TelemetryRecorder.FormatText)) + span.StatusDescription;
            foreach (string content in (string[])["terse", "cat", "Look", "Fur", "messages"])
                Assert.DoesNotContain(content, text, StringComparison.Ordinal);
        }
    }

    private async Task<Activity> CallAsync(
        bool stream, bool enableSensitiveData, Reply reply, ChatCompletionRequest? request = null)
    {
        request ??= Request;
        _emulator.Enqueue(reply);
        using var client = new ChatCompletionsClient(
            Adapters.ForEmulator(_emulator, "openai"),
            new() { EnableSensitiveData = enableSensitiveData, Resilience = Resilience.ResilientClient.ImmediateRetries });
        using var recorder = new TelemetryRecorder();
        try
        {
            if (stream)
                await client.StreamAsync(request, _token).ToCompletionAsync(_token);
            else
                await client.CompleteAsync(request, _token);
        }
        catch (MiniMaxException)
        {
            // The test asserts the span of the failure.
        }

        return Assert.Single(recorder.Spans);
    }
}
