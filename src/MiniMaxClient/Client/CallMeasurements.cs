using System.Diagnostics;
using System.Diagnostics.Metrics;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Client;

/// <summary>Records the measurements of calls under the previous or the latest names of the conventions.</summary>
/// <param name="usesLatestConventions">Whether to use the latest names.</param>
/// <param name="isChat">Whether the call is a chat completion; other operations keep the previous name of the duration.</param>
internal readonly struct CallMeasurements(bool usesLatestConventions, bool isChat)
{
    // The providers report no division of the tokens except for audio.
    private const string UnknownModality = "unknown";
    private const string AudioModality = "audio";

    private Histogram<double> Duration =>
        usesLatestConventions && isChat ? Telemetry.InferenceDuration : Telemetry.CallDuration;

    /// <summary>The time from the call to the first chunk.</summary>
    public Histogram<double> TimeToFirstChunk =>
        usesLatestConventions ? Telemetry.InferenceTimeToFirstChunk : Telemetry.TimeToFirstChunk;

    /// <summary>The time between two chunks.</summary>
    public Histogram<double> TimePerOutputChunk =>
        usesLatestConventions ? Telemetry.InferenceTimePerOutputChunk : Telemetry.TimePerOutputChunk;

    /// <summary>Records the measurements of a call that has ended.</summary>
    /// <param name="duration">The duration of the call.</param>
    /// <param name="usage">The usage; null if it is unknown.</param>
    /// <param name="cost">The cost; null if it is unknown.</param>
    /// <param name="error">The name of the exception; null if the call succeeded.</param>
    /// <param name="tags">The tags of the call.</param>
    public void Record(TimeSpan duration, Usage? usage, Cost? cost, string? error, TagList tags)
    {
        if (isChat && usesLatestConventions)
            RecordTokens(usage, error, tags);
        else
            RecordTokensByType(usage, tags);
        if (cost is { } knownCost)
        {
            TagList costTags = tags;
            costTags.Add(TagNames.CostSource, knownCost.SourceName);
            Telemetry.CallCost.Add((double)knownCost.Usd, costTags);
        }

        if (error is not null)
            tags.Add(TagNames.ErrorType, error);
        Duration.Record(duration.TotalSeconds, tags);
    }

    private static void RecordTokensByType(Usage? usage, TagList tags)
    {
        Record(usage?.PromptTokens, "input");
        Record(usage?.CompletionTokens, "output");

        void Record(long? tokens, string type)
        {
            if (tokens is not { } count)
                return;
            TagList typeTags = tags;
            typeTags.Add(TagNames.TokenType, type);
            Telemetry.TokenUsage.Record(count, typeTags);
        }
    }

    private static void RecordTokens(Usage? usage, string? error, TagList tags)
    {
        // The conventions count a failed call with zero tokens.
        long? unknown = error is null ? null : 0;
        if (error is not null)
            tags.Add(TagNames.ErrorType, error);
        if (usage?.PromptTokens is { } inputPerCall)
            Telemetry.InputTokensPerCall.Record(inputPerCall, tags);
        if (usage?.CompletionTokens is { } outputPerCall)
            Telemetry.OutputTokensPerCall.Record(outputPerCall, tags);
        if ((usage?.PromptTokens ?? unknown) is { } input)
            Add(Telemetry.InputTokens, input, usage?.PromptTokensDetails?.AudioTokens);
        if ((usage?.CompletionTokens ?? unknown) is { } output)
            Add(Telemetry.OutputTokens, output, usage?.CompletionTokensDetails?.AudioTokens);
        if (usage?.CacheReadTokens is { } read)
            Add(Telemetry.CacheReadTokens, read, null);
        if (usage?.CacheWriteTokens is { } written)
            Add(Telemetry.CacheWriteTokens, written, null);
        if (usage?.CompletionTokensDetails?.ReasoningTokens is { } reasoning)
            Add(Telemetry.ReasoningTokens, reasoning, null);

        void Add(Counter<long> counter, long tokens, long? audioTokens)
        {
            long audio = Math.Min(Math.Max(audioTokens ?? 0, 0), tokens);
            if (audio > 0)
                AddModality(counter, audio, AudioModality);
            if (audio == 0 || tokens > audio)
                AddModality(counter, tokens - audio, UnknownModality);
        }

        void AddModality(Counter<long> counter, long tokens, string modality)
        {
            TagList modalityTags = tags;
            modalityTags.Add(TagNames.TokenModality, modality);
            counter.Add(tokens, modalityTags);
        }
    }
}
