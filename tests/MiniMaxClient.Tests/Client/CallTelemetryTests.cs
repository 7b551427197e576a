using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Diagnostics;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The span and the measurements of a call, by the OpenTelemetry GenAI semantic conventions.</summary>
public sealed class CallTelemetryTests : EmulatorTest
{
    private const string Response =
        """
        {"id":"chat-1","object":"chat.completion","created":1700000000,"model":"minimax/m2-1-actual",
         "choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"<think>\nWhy?\n</think>\n\nSecret answer"}}],
         "usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19,
           "prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},"completion_tokens_details":{"reasoning_tokens":4}},
         "meta":{"usage":{"credits_used":6062,"usd_spent":0.003031}}}
        """;

    private readonly FakeTimeProvider _clock = new();
    private TelemetryRecorder _telemetry = null!;

    private string ServerTags => $"server.address = 127.0.0.1, server.port = {Emulator.AimlApi.Port}";

    private ChatCompletionRequest Request { get; } = new()
    {
        Model = MiniMaxModels.M2_1,
        Messages = [ChatMessage.User("Secret question")],
        MaxTokens = 500,
        Temperature = 0.5,
        TopP = 0.9,
        ResponseFormat = ResponseFormat.JsonObject,
        Options = new() { ClientRequestId = "mine-1" },
    };

    [Fact]
    public async Task CompleteAsync_Success_RecordsRequestAndResponseWithoutContent()
    {
        Emulator.Enqueue(Reply.Raw(200, "application/json", Response));
        using ChatCompletionsClient client = CreateClient();
        ChatCompletion completion;
        using (_telemetry = new())
            completion = await client.CompleteAsync(Request, Token);

        Activity span = Assert.Single(_telemetry.Spans);
        Assert.Equal(_telemetry.Root.SpanId, span.ParentSpanId);
        Assert.Equal(
            $"""
            chat minimax/m2-1 (Client, Unset)
            gen_ai.operation.name = chat
            gen_ai.output.type = json
            gen_ai.provider.name = aimlapi
            gen_ai.request.max_tokens = 500
            gen_ai.request.model = minimax/m2-1
            gen_ai.request.temperature = 0.5
            gen_ai.request.top_p = 0.9
            gen_ai.response.finish_reasons = [stop]
            gen_ai.response.id = chat-1
            gen_ai.response.model = minimax/m2-1-actual
            gen_ai.usage.cache_creation.input_tokens = 2
            gen_ai.usage.cache_read.input_tokens = 3
            gen_ai.usage.input_tokens = 12
            gen_ai.usage.output_tokens = 7
            gen_ai.usage.reasoning.output_tokens = 4
            minimaxclient.attempts = 1
            minimaxclient.client_request.id = mine-1
            minimaxclient.cost.source = reported
            minimaxclient.cost.usd = 0.003031
            minimaxclient.request.id = {completion.Call!.RequestId}
            server.address = 127.0.0.1
            server.port = {Emulator.AimlApi.Port}
            """,
            TelemetryRecorder.FormatText(span));
        Assert.Empty(span.Events);
        string call =
            $"gen_ai.operation.name = chat, gen_ai.provider.name = aimlapi, gen_ai.request.model = minimax/m2-1, {ServerTags}";
        string callWithModel = call + ", gen_ai.response.model = minimax/m2-1-actual";
        Assert.Equal([$"chat minimax/m2-1: {call}"], _telemetry.Sampled);
        Assert.Equal(
            [new("gen_ai.client.operation.duration", "s", 0, callWithModel)],
            _telemetry.GetMeasurements("gen_ai.client.operation.duration"));
        Assert.Equal(
            [
                new("gen_ai.client.token.usage", "{token}", 12, callWithModel + ", gen_ai.token.type = input"),
                new("gen_ai.client.token.usage", "{token}", 7, callWithModel + ", gen_ai.token.type = output"),
            ],
            _telemetry.GetMeasurements("gen_ai.client.token.usage"));
        Assert.Equal(
            [new("minimaxclient.client.cost", "{USD}", 0.003031, callWithModel + ", minimaxclient.cost.source = reported")],
            _telemetry.GetMeasurements("minimaxclient.client.cost"));
        Assert.Equal(
            [new("minimaxclient.client.attempt.duration", "s", 0, call + ", http.response.status_code = 200")],
            _telemetry.GetMeasurements("minimaxclient.client.attempt.duration"));
        Assert.Empty(_telemetry.GetMeasurements("gen_ai.client.operation.time_to_first_chunk"));
    }

    [Fact]
    public async Task StreamAsync_ReadToTheEnd_RecordsTheTimeOfEachChunk()
    {
        string[] chunks =
        [
            """{"id":"chat-2","model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"One "}}]}""",
            """{"id":"chat-2","model":"m","choices":[{"index":0,"delta":{"content":"two"}}]}""",
            """{"id":"chat-2","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"length"}]}""",
            """{"id":"chat-2","model":"m","choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6,"total_tokens":11}}""",
        ];
        Emulator.Enqueue(Reply.Stream(chunks));
        using ChatCompletionsClient client = CreateClient("openai");
        using (_telemetry = new())
        {
            await foreach (ChatCompletionChunk _ in client.StreamAsync(Request with { Stop = ["END", "."] }, Token))
            {
                Assert.Same(_telemetry.Root, Activity.Current);
                _clock.Advance(TimeSpan.FromSeconds(2));
            }

            Assert.Same(_telemetry.Root, Activity.Current);
        }

        Activity span = Assert.Single(_telemetry.Spans);
        string text = TelemetryRecorder.FormatText(span);
        Assert.Contains("gen_ai.request.stop_sequences = [END, .]\ngen_ai.request.stream = True\n", text, StringComparison.Ordinal);
        Assert.Contains("gen_ai.response.finish_reasons = [length]\n", text, StringComparison.Ordinal);
        Assert.Contains("gen_ai.response.time_to_first_chunk = 0\n", text, StringComparison.Ordinal);
        Assert.Contains("gen_ai.usage.output_tokens = 6\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("abandoned", text, StringComparison.Ordinal);
        Assert.Equal([0], Values("gen_ai.client.operation.time_to_first_chunk"));
        Assert.Equal([2, 2, 2], Values("gen_ai.client.operation.time_per_output_chunk"));
        Assert.Equal([8], Values("gen_ai.client.operation.duration"));
        Assert.Equal([5, 6], Values("gen_ai.client.token.usage"));
        Assert.All(
            _telemetry.GetMeasurements("gen_ai.client.operation.time_per_output_chunk"),
            one => Assert.EndsWith($"{ServerTags}, gen_ai.response.model = m", one.Tags, StringComparison.Ordinal));
    }

    [Fact]
    public async Task StreamAsync_EnumerationAbandoned_EndsTheSpanAsAbandoned()
    {
        Emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4));
        using ChatCompletionsClient client = CreateClient();
        using (_telemetry = new())
        {
            await foreach (ChatCompletionChunk _ in client.StreamAsync(Request, Token))
                break;
        }

        string text = TelemetryRecorder.FormatText(Assert.Single(_telemetry.Spans));
        Assert.StartsWith("chat minimax/m2-1 (Client, Unset)\n", text, StringComparison.Ordinal);
        Assert.Contains("minimaxclient.stream.abandoned = True\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("error.type", text, StringComparison.Ordinal);
        Assert.Single(_telemetry.GetMeasurements("gen_ai.client.operation.duration"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_Fails_RecordsTheErrorTypeWithoutItsMessage(bool stream)
    {
        Emulator.Enqueue(Reply.Error(401, "Secret question is rejected"));
        using ChatCompletionsClient client = CreateClient();
        using (_telemetry = new())
            await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => CallAsync(client, stream, Token));

        Activity span = Assert.Single(_telemetry.Spans);
        Assert.Null(span.StatusDescription);
        string text = TelemetryRecorder.FormatText(span);
        Assert.StartsWith("chat minimax/m2-1 (Client, Error)\nerror.type = MiniMaxAuthenticationException\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Secret", text, StringComparison.Ordinal);
        Assert.EndsWith(
            "error.type = MiniMaxAuthenticationException",
            Assert.Single(_telemetry.GetMeasurements("gen_ai.client.operation.duration")).Tags,
            StringComparison.Ordinal);
        Assert.Empty(_telemetry.GetMeasurements("gen_ai.client.token.usage"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_Retried_RecordsEachAttempt(bool stream)
    {
        Emulator.Enqueue(Reply.Error(500, "out"), Reply.Error(429, "slow"), Reply.Text("Hi"));
        using ChatCompletionsClient client = CreateClient(resilience: ResilientClient.ImmediateRetries);
        ChatCompletion completion;
        using (_telemetry = new())
            completion = await CallAsync(client, stream, Token);

        IReadOnlyList<CallAttempt> attempts = completion.Call!.Attempts;
        Activity span = Assert.Single(_telemetry.Spans);
        Assert.Contains("minimaxclient.attempts = 3\n", TelemetryRecorder.FormatText(span), StringComparison.Ordinal);
        Assert.Equal(
            [
                "minimaxclient.attempt.failed: error.type = MiniMaxServerException, minimaxclient.attempt.delay = 0, "
                + $"http.response.status_code = 500, minimaxclient.request.id = {attempts[0].RequestId}",
                "minimaxclient.attempt.failed: error.type = MiniMaxRateLimitException, minimaxclient.attempt.delay = 0, "
                + $"http.response.status_code = 429, minimaxclient.request.id = {attempts[1].RequestId}",
            ],
            span.Events.Select(TelemetryRecorder.FormatText));
        Assert.Equal(3, _telemetry.GetMeasurements("minimaxclient.client.attempt.duration").Count);
        Assert.Single(_telemetry.GetMeasurements("gen_ai.client.operation.duration"));
    }

    [Fact]
    public async Task Call_Canceled_RecordsTheCancellation()
    {
        var secondEvent = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).HoldAfterEvents(1, secondEvent.Task));
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using ChatCompletionsClient client = CreateClient();
        using (_telemetry = new())
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (ChatCompletionChunk _ in client.StreamAsync(Request, cancellation.Token))
                    await cancellation.CancelAsync();
            });
        }

        secondEvent.SetResult();
        string text = TelemetryRecorder.FormatText(Assert.Single(_telemetry.Spans));
        Assert.StartsWith("chat minimax/m2-1 (Client, Error)\nerror.type = OperationCanceledException\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("abandoned", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamAsync_Interrupted_RecordsTheReceivedChunks()
    {
        Emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4).CutAfterEvents(2));
        using ChatCompletionsClient client = CreateClient();
        using (_telemetry = new())
            await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(() => CallAsync(client, stream: true, Token));

        string text = TelemetryRecorder.FormatText(Assert.Single(_telemetry.Spans));
        Assert.StartsWith(
            "chat minimax/m2-1 (Client, Error)\nerror.type = MiniMaxStreamInterruptedException\n", text, StringComparison.Ordinal);
        Assert.Contains("gen_ai.response.id = ", text, StringComparison.Ordinal);
        Assert.Single(_telemetry.GetMeasurements("gen_ai.client.operation.time_per_output_chunk"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HttpRequest_AnyCall_IsAChildOfItsSpan(bool stream)
    {
        using ChatCompletionsClient client = CreateClient();
        using (_telemetry = new(withHttp: true))
            await CallAsync(client, stream, Token);

        Activity call = Assert.Single(_telemetry.Spans, static span => span.Source.Name == "MiniMaxClient");
        // Before net9.0 the platform's activity had no source.
        if (Environment.Version.Major >= 9)
        {
            Activity request = Assert.Single(_telemetry.Spans, static span => span.Source.Name == "System.Net.Http");
            Assert.Equal(call.SpanId, request.ParentSpanId);
        }

        Assert.Contains(call.TraceId.ToHexString(), Emulator.Requests[0].Headers["traceparent"], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(EachProvider))]
    public async Task Call_EveryProvider_RecordsNameAddressAndTokens(string provider, bool stream)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        ChatCompletion completion;
        using (_telemetry = new())
            completion = await client.CallAsync(stream, Token);

        string text = TelemetryRecorder.FormatText(Assert.Single(_telemetry.Spans));
        Assert.Contains($"gen_ai.provider.name = {client.Adapter.Name}\n", text, StringComparison.Ordinal);
        Assert.Contains("server.address = 127.0.0.1\n", text, StringComparison.Ordinal);
        Assert.Contains("gen_ai.response.finish_reasons = [stop]\n", text, StringComparison.Ordinal);
        // The streams of ModelsLab have no usage.
        Assert.Equal(
            completion.Usage is { } usage ? [usage.PromptTokens!.Value, usage.CompletionTokens!.Value] : [],
            Values("gen_ai.client.token.usage"));
    }

    public static TheoryData<string, bool> EachProvider { get; } =
        [.. from name in Adapters.AllNames from stream in (bool[])[false, true] select (name, stream)];

    private double[] Values(string instrument) => [.. _telemetry.GetMeasurements(instrument).Select(static one => one.Value)];

    private Task<ChatCompletion> CallAsync(ChatCompletionsClient client, bool stream, CancellationToken cancellationToken) => stream
        ? client.StreamAsync(Request, cancellationToken).ToCompletionAsync(cancellationToken)
        : client.CompleteAsync(Request, cancellationToken);

    private ChatCompletionsClient CreateClient(string provider = "aimlapi", ResilienceOptions? resilience = null) =>
        new(
            Adapters.ForEmulator(Emulator, provider),
            new() { TimeProvider = _clock, Resilience = resilience ?? ResilienceOptions.None });
}
