using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using Effort = Microsoft.Extensions.AI.ReasoningEffort;

namespace MiniMaxClient.Tests.Providers;

/// <summary>Portable options that a provider does not support for a model.</summary>
public sealed class OptionalFieldFilterTests
{
    public static TheoryData<string, string, ChatOptions, string> Unsupported { get; } = new()
    {
        { "aimlapi", MiniMaxModels.M2_7, new() { StopSequences = ["x"] }, "stop" },
        { "aimlapi", MiniMaxModels.M2_7, new() { TopK = 5 }, "top_k" },
        { "anthropic", MiniMaxModels.M2_1, new() { Temperature = 1.5f }, "temperature" },
        { "anthropic", MiniMaxModels.M2_1, new() { Seed = 7 }, "seed" },
        { "anthropic", MiniMaxModels.M2_1, new() { FrequencyPenalty = 0.1f }, "frequency_penalty" },
        { "anthropic", MiniMaxModels.M2_1, new() { PresencePenalty = 0.1f }, "presence_penalty" },
        { "anthropic", MiniMaxModels.M2_1, new() { Reasoning = new() { Effort = Effort.Low } }, "reasoning_effort" },
    };

    [Theory]
    [MemberData(nameof(Unsupported), DisableDiscoveryEnumeration = true)]
    public async Task Option_Unsupported_IsOmittedWithAWarning(string provider, string model, ChatOptions options, string field)
    {
        using var log = new RecordingLoggerFactory();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using ChatCompletionsClient client = Client(emulator, provider, log);

        await client.AsIChatClient(model).GetResponseAsync("Hi", options, TestTimeouts.Token);

        Assert.False(emulator.Requests.Single().Json.TryGetProperty(field, out _));
        Assert.Contains(field, Assert.Single(log.Messages, static one => one.StartsWith("Warning", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Option_UnsupportedByOneOfSeveralProviders_IsOmittedOnlyThere()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using ChatCompletionsClient first = Client(emulator, "openai"), second = Client(emulator, "aimlapi");
        var both = new FailoverChatCompletionsClient(first, second);

        emulator.Enqueue(Reply.Error(404, "x"), Reply.Text("Hi"));

        await both.AsIChatClient(MiniMaxModels.M2_7).GetResponseAsync("Hi", new() { TopK = 5 }, TestTimeouts.Token);

        Assert.Equal(
            [("OpenAICompatible", true), ("AimlApi", false)],
            emulator.Requests.Select(static sent => (sent.Provider, sent.Json.TryGetProperty("top_k", out _))));
    }

    [Fact]
    public async Task Field_OfTheBaseRequest_IsKept()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using ChatCompletionsClient client = Client(emulator, "aimlapi");
        var options = new ChatOptions
        {
            RawRepresentationFactory = static _ => new ChatCompletionRequest { Model = "", Messages = [], TopK = 5 },
        };

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.AsIChatClient(MiniMaxModels.M2_7).GetResponseAsync("Hi", options, TestTimeouts.Token));

        Assert.Equal("$.top_k", Assert.Single(e.Problems).Path);
    }

    [Fact]
    public async Task Value_UnsupportedByEveryProvider_IsReported()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using ChatCompletionsClient client = Client(emulator, "anthropic");

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.AsIChatClient(MiniMaxModels.M2_1).GetResponseAsync("Hi", new() { Temperature = -3 }, TestTimeouts.Token));

        Assert.Equal("$.temperature", Assert.Single(e.Problems).Path);
    }

    /// <summary>The provider, the model, and the raw field; an empty one is omitted.</summary>
    public static MatrixTheoryData<(string Provider, string Model, Effort Effort, string Field, string Json), bool> Efforts { get; } = new(
        [
            ("minimax", MiniMaxModels.M3_1_Flash, Effort.ExtraHigh, "reasoning_effort", "\"xhigh\""),
            ("minimax, messages", MiniMaxModels.M3_1_Flash, Effort.Low, "output_config", "{\"effort\":\"low\"}"),
            ("minimax", MiniMaxModels.M3_1_Flash, Effort.None, "", ""),
            ("minimax, messages", MiniMaxModels.M3_1_Flash, Effort.None, "", ""),
            ("minimax", MiniMaxModels.M3, Effort.None, "thinking", "{\"type\":\"disabled\"}"),
            ("minimax, messages", MiniMaxModels.M3, Effort.None, "thinking", "{\"type\":\"disabled\"}"),
            ("minimax", MiniMaxModels.M3, Effort.High, "", ""),
            ("aimlapi", "minimax/m2-7-20260402", Effort.ExtraHigh, "", ""),
            ("aimlapi", "minimax/m2-7-20260402", Effort.High, "reasoning_effort", "\"high\""),
            ("aimlapi", MiniMaxModels.M2_1, Effort.None, "", ""),
        ],
        [false, true]);

    [Theory]
    [MemberData(nameof(Efforts), DisableDiscoveryEnumeration = true)]
    public async Task Effort_Portable_IsSentIfTheModelSupportsItAndOmittedWithOneWarningOtherwise(
        (string Provider, string Model, Effort Effort, string Field, string Json) row, bool stream)
    {
        using var log = new RecordingLoggerFactory();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using ChatCompletionsClient client = Client(emulator, row.Provider, log);
        IChatClient chat = client.AsIChatClient(row.Model);
        var options = new ChatOptions { Reasoning = new() { Effort = row.Effort } };

        for (int i = 0; i < 2; i++)
        {
            ChatResponse response = stream
                ? await chat.GetStreamingResponseAsync("Hi", options, TestTimeouts.Token).ToChatResponseAsync(TestTimeouts.Token)
                : await chat.GetResponseAsync("Hi", options, TestTimeouts.Token);
            Assert.NotEmpty(response.Text);
        }

        Assert.All(emulator.Requests, sent => Assert.Equal(
            row.Field.Length > 0 ? [(row.Field, row.Json)] : [],
            ((string[])["reasoning_effort", "output_config", "thinking"])
                .Where(field => sent.Json.TryGetProperty(field, out _))
                .Select(field => (field, sent.Json.GetProperty(field).GetRawText()))));
        Assert.Equal(
            row.Field.Length > 0
                ? []
                : [$"Warning: {row.Provider.Split(',')[0]} does not support the field reasoning_effort ({GetWireValue(row.Effort)}) "
                    + $"for the model {row.Model}; "
                    + "the field was not sent."],
            log.Messages);
    }

    private static string GetWireValue(Effort effort) => effort == Effort.ExtraHigh ? "xhigh" : effort.ToString().ToLowerInvariant();

    private static ChatCompletionsClient Client(MiniMaxEmulator emulator, string provider, RecordingLoggerFactory? log = null) =>
        new(Adapters.ForEmulator(emulator, provider), new ChatCompletionsClientOptions { Resilience = ResilienceOptions.None, LoggerFactory = log });
}
