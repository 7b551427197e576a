using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.ExtensionsAI;

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
        { "anthropic", MiniMaxModels.M2_1, new() { Reasoning = new() { Effort = Microsoft.Extensions.AI.ReasoningEffort.Low } }, "reasoning_effort" },
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
    public async Task Option_UnsupportedByOneOfSeveralProviders_IsOmitted()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using ChatCompletionsClient first = Client(emulator, "openai"), second = Client(emulator, "aimlapi");
        var both = new FailoverChatCompletionsClient(first, second);

        await both.AsIChatClient(MiniMaxModels.M2_7).GetResponseAsync("Hi", new() { TopK = 5 }, TestTimeouts.Token);

        Assert.False(emulator.Requests.Single().Json.TryGetProperty("top_k", out _));
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

    private static ChatCompletionsClient Client(MiniMaxEmulator emulator, string provider, RecordingLoggerFactory? log = null) =>
        new(Adapters.ForEmulator(emulator, provider), new ChatCompletionsClientOptions { Resilience = ResilienceOptions.None, LoggerFactory = log });
}
