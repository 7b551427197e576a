using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

/// <summary><c>UseOpenTelemetry</c> and <c>UseLogging</c> around the client.</summary>
public sealed class ObservabilityTests
{
    public static MatrixTheoryData<string, bool> Ways => EmulatedChat.ProvidersAndModes;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task UseOpenTelemetry_OfACall_IsTheParentOfTheClientsSpanAndAgreesWithIt(string provider, bool stream)
    {
        ConcurrentQueue<Activity> spans = new();
        string source = $"app-{Guid.NewGuid()}";
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate.Name == source || candidate.Name == "MiniMaxClient",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.Text("Blue.", thinking: "Rayleigh scattering.").WithUsage(12, 7));
        using IChatClient chat = emulated.Chat.AsBuilder().UseOpenTelemetry(sourceName: source).Build();

        await EmulatedChat.GetResponseAsync(chat, stream, [EmulatedChat.CreateUserMessage("What color is the sky?")]);

        // Other tests run at the same time; the trace id identifies the spans of this call.
        Activity outer = Assert.Single(spans, span => span.Source.Name == source);
        Activity inner = Assert.Single(spans, span => span.Source.Name == "MiniMaxClient" && span.TraceId == outer.TraceId);
        Assert.Equal(outer.SpanId, inner.ParentSpanId);
        foreach (string tag in (string[])["gen_ai.operation.name", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.response.id"])
            Assert.Equal($"{tag} {inner.GetTagItem(tag)}", $"{tag} {outer.GetTagItem(tag)}");
        // A stream of ModelsLab's chat has no usage.
        bool hasUsage = !stream || provider is not ("modelslab" or "modelslab, key in the body");
        Assert.Equal(hasUsage ? "12" : "", $"{outer.GetTagItem("gen_ai.usage.input_tokens")}");
        Assert.Equal(MiniMaxModels.M2, outer.GetTagItem("gen_ai.request.model"));
        Assert.Single(emulated.Requests);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task UseLogging_AtTraceLevel_LogsTheCallWithoutTheKey(string provider, bool stream)
    {
        using var log = new RecordingLoggerFactory(LogLevel.Trace);
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, Reply.Text("Blue."));
        using IChatClient chat = emulated.Chat.AsBuilder().UseLogging(log).Build();

        await EmulatedChat.GetResponseAsync(chat, stream, [EmulatedChat.CreateUserMessage("What color is the sky?")]);

        Assert.Contains(log.Messages, static message => message.Contains("What color is the sky?", StringComparison.Ordinal));
        Assert.Contains(log.Messages, static message => message.Contains("Blue.", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Messages, message => message.Contains(emulated.Emulator.ApiKey, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UseLogging_OfAFailedCall_LogsItsException(bool stream)
    {
        using var log = new RecordingLoggerFactory(LogLevel.Debug);
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(Reply.Error(402, "No credits left."));
        using IChatClient chat = emulated.Chat.AsBuilder().UseLogging(log).Build();

        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
            () => EmulatedChat.GetResponseAsync(chat, stream, [EmulatedChat.CreateUserMessage("Hi")]));

        Assert.Contains(log.Messages, static message => message.StartsWith("Error: ", StringComparison.Ordinal));
    }
}
