using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Diagnostics;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Tests the tags of requests; <see cref="CallTelemetryTests"/> has the text of a whole span.</summary>
public sealed class RequestSpanTagsTests : EmulatorTest
{
    public static TheoryData<string, string, ReasoningEffort?, string?> Efforts { get; } = new()
    {
        { "minimax", MiniMaxModels.M3_1_Flash, ReasoningEffort.Low, "low" },
        { "minimax, messages", MiniMaxModels.M3_1_Flash, ReasoningEffort.Max, "max" },
        { "minimax", MiniMaxModels.M3_1_Flash, null, null },
        // Sent as the type of thinking.
        { "minimax", MiniMaxModels.M3, ReasoningEffort.None, null },
    };

    [Theory]
    [MemberData(nameof(Efforts), DisableDiscoveryEnumeration = true)]
    public async Task ReasoningLevel_Effort_IsTheTextThatIsSent(string provider, string model, ReasoningEffort? effort, string? level)
    {
        using ChatCompletionsClient client = Emulator.CreateResilientClient(new(), provider);
        using var recorder = new TelemetryRecorder();

        await client.CompleteAsync(
            new ChatCompletionRequest { Model = model, Messages = [ChatMessage.User("Hi")], ReasoningEffort = effort }, Token);

        Assert.Equal(level, Assert.Single(recorder.Spans).GetTagItem("gen_ai.request.reasoning.level"));
        if (level is not null)
            Assert.Contains($"\"{level}\"", Emulator.Requests[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReasoningLevel_OmittedEffort_IsAbsent()
    {
        using ChatCompletionsClient client = Emulator.CreateResilientClient(
            new() { UnsupportedFields = UnsupportedFieldHandling.Drop }, "modelslab");
        using var recorder = new TelemetryRecorder();

        await client.CompleteAsync(
            new ChatCompletionRequest { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")], ReasoningEffort = ReasoningEffort.Low },
            Token);

        Assert.Null(Assert.Single(recorder.Spans).GetTagItem("gen_ai.request.reasoning.level"));
    }
}
