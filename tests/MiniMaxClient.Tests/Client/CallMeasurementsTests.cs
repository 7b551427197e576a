using System.Diagnostics;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Diagnostics;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Tests the names of telemetry that <c>OTEL_SEMCONV_STABILITY_OPT_IN</c> selects.</summary>
/// <remarks>Alone, because the variable is that of the process.</remarks>
[Collection(nameof(RunsAlone))]
public sealed class CallMeasurementsTests : EmulatorTest
{
    private const string Variable = "OTEL_SEMCONV_STABILITY_OPT_IN";

    private readonly RecordingLoggerFactory _log = new();

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Measurements_OptIn_HaveTheLatestNamesOnly(bool stream)
    {
        Emulator.Enqueue(Reply.Text("A cat sits.").WithUsage(10, 4, cacheRead: 6, cacheWritten: 2));
        using ChatCompletionsClient client = CreateClient("http/dup, gen_ai_latest_experimental");
        using var recorder = new TelemetryRecorder();

        await client.CallAsync(stream, Token);

        foreach (string name in (string[])
            ["gen_ai.client.operation.duration", "gen_ai.client.token.usage", "gen_ai.client.operation.time_to_first_chunk", "gen_ai.client.operation.time_per_output_chunk"])
        {
            Assert.Empty(recorder.GetMeasurements(name));
        }

        Assert.Single(recorder.GetMeasurements("gen_ai.client.inference.duration"));
        Assert.Equal(stream ? 1 : 0, recorder.GetMeasurements("gen_ai.client.inference.time_to_first_chunk").Count);
        Assert.Equal(stream, recorder.GetMeasurements("gen_ai.client.inference.time_per_output_chunk").Count > 0);
        Usage usage = GetUsage(recorder);
        AssertTokens(recorder, "usage.input_tokens", usage.PromptTokens);
        AssertTokens(recorder, "usage.output_tokens", usage.CompletionTokens);
        AssertTokens(recorder, "usage.cache_read.input_tokens", 6);
        AssertTokens(recorder, "usage.cache_write.input_tokens", 2);
        Assert.Equal(usage.PromptTokens, (long)Assert.Single(recorder.GetMeasurements("gen_ai.client.inference.operation.input_tokens")).Value);
        Assert.Equal(usage.CompletionTokens, (long)Assert.Single(recorder.GetMeasurements("gen_ai.client.inference.operation.output_tokens")).Value);
        Activity span = Assert.Single(recorder.Spans);
        Assert.Equal(2L, span.GetTagItem("gen_ai.usage.cache_write.input_tokens"));
        Assert.Null(span.GetTagItem("gen_ai.usage.cache_creation.input_tokens"));
    }

    [Fact]
    public async Task Measurements_OptInFailedCall_CountZeroTokensAndLogTheExceptionEvent()
    {
        Emulator.Enqueue(Reply.Error(401, "No."));
        using ChatCompletionsClient client = CreateClient("gen_ai_latest_experimental");
        using var recorder = new TelemetryRecorder();

        await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => client.CallAsync(stream: false, Token));

        Assert.EndsWith(
            "error.type = MiniMaxAuthenticationException, gen_ai.token.modality = unknown",
            Assert.Single(recorder.GetMeasurements("gen_ai.client.inference.usage.input_tokens")).Tags,
            StringComparison.Ordinal);
        Assert.Equal(0, Assert.Single(recorder.GetMeasurements("gen_ai.client.inference.usage.output_tokens")).Value);
        Assert.Equal("gen_ai.client.inference.exception", Assert.Single(_log.EventNames));
        Assert.Equal(Assert.Single(recorder.Spans).Id, Assert.Single(_log.Spans));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("http/dup")]
    public async Task Measurements_NoOptIn_HaveThePreviousNamesOnly(string? value)
    {
        Emulator.Enqueue(Reply.Text("A cat sits.").WithUsage(10, 4, cacheRead: 6, cacheWritten: 2), Reply.Error(401, "No."));
        using ChatCompletionsClient client = CreateClient(value);
        using var recorder = new TelemetryRecorder();

        await client.CallAsync(stream: false, Token);
        await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => client.CallAsync(stream: false, Token));

        Assert.Equal(2, recorder.GetMeasurements("gen_ai.client.operation.duration").Count);
        Assert.Equal(2, recorder.GetMeasurements("gen_ai.client.token.usage").Count);
        Assert.Empty(recorder.GetMeasurements("gen_ai.client.inference.duration"));
        Assert.Empty(recorder.GetMeasurements("gen_ai.client.inference.usage.input_tokens"));
        Assert.Equal(2L, recorder.Spans[0].GetTagItem("gen_ai.usage.cache_creation.input_tokens"));
        Assert.Null(recorder.Spans[0].GetTagItem("gen_ai.usage.cache_write.input_tokens"));
        Assert.Equal("CallFailed", Assert.Single(_log.EventNames));
    }

    private static Usage GetUsage(TelemetryRecorder recorder)
    {
        Activity span = Assert.Single(recorder.Spans);
        return new()
        {
            PromptTokens = (long)span.GetTagItem("gen_ai.usage.input_tokens")!,
            CompletionTokens = (long)span.GetTagItem("gen_ai.usage.output_tokens")!,
        };
    }

    private static void AssertTokens(TelemetryRecorder recorder, string name, long? tokens)
    {
        TelemetryRecorder.Measurement one = Assert.Single(recorder.GetMeasurements("gen_ai.client.inference." + name));
        Assert.Equal((tokens, "{token}"), ((long)one.Value, one.Unit));
        Assert.EndsWith("gen_ai.token.modality = unknown", one.Tags, StringComparison.Ordinal);
    }

    /// <summary>Creates a client that reads the variable with this value.</summary>
    private ChatCompletionsClient CreateClient(string? optIn)
    {
        string? previous = Environment.GetEnvironmentVariable(Variable);
        Environment.SetEnvironmentVariable(Variable, optIn);
        try
        {
            return Emulator.CreateResilientClient(
                new() { LoggerFactory = _log, Resilience = ResilienceOptions.None }, "minimax, messages");
        }
        finally
        {
            Environment.SetEnvironmentVariable(Variable, previous);
        }
    }
}
