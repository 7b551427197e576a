using System.Text.Json;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>The events of a stream: their order, their end, and the usage.</summary>
internal static class StreamChecks
{
    public const string Stream = "stream";

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            Stream,
            "A stream has text in several deltas, as events.",
            "providers: What MiniMax does differently, wrong labels",
            new(1),
            StreamAsync),
        Check.Read("stream-order", "The reasoning arrives before the text.", "providers: Reasoning", ReadOrder),
        Check.Read(
            "stream-deltas",
            "A delta has the new text, not the text so far.",
            "providers: What MiniMax does differently",
            ReadDeltas),
        Check.Read(
            "stream-finish", "Exactly one event has the finish reason.", "providers: What MiniMax does differently", ReadFinish),
        Check.Read(
            "stream-end", "The stream ends with '[DONE]', in Messages with message_stop.", "limits: streams", ReadEnd),
        Check.Read("stream-usage", "The end of the stream has the usage.", "StreamOptions.IncludeUsage", ReadUsage),
    ];

    private static async Task<Finding> StreamAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange exchange = await context.Client.StreamAsync(
            context.CreateRequest("Write one sentence about the sea."), cancellationToken);
        context.Keep(Stream, exchange);
        ChatCompletion completion = exchange.RequireWhole().RequireCompletion();
        int deltas = exchange.Chunks!.Count(static chunk => chunk.Text.Length > 0);
        string type = exchange.Raw!.ContentType ?? "no content type";
        bool hasText = completion.Text.Length > 0;
        return Finding.Expect(
            hasText && type == "text/event-stream" && deltas > 1,
            "text in several deltas, text/event-stream",
            $"{(hasText ? "text" : "no text")} in {(deltas > 1 ? "several deltas" : $"{deltas} delta")}, {type}",
            exchange);
    }

    private static Finding ReadOrder(CheckContext context)
    {
        Exchange exchange = context.GetExchange(Stream);
        IReadOnlyList<ChatCompletionChunk> chunks = exchange.Chunks!;
        int lastReasoning = FindLast(chunks, static chunk => chunk.Reasoning.Length > 0);
        int firstText = chunks.ToList().FindIndex(static chunk => chunk.Text.Trim().Length > 0);
        if (lastReasoning < 0)
            return Finding.NotOffered("no reasoning", exchange);
        if (firstText < 0)
            return Finding.NotRun("the stream has no text");
        bool isBefore = firstText >= lastReasoning;
        return Finding.Expect(
            isBefore, "reasoning, then text", isBefore ? "reasoning, then text" : "reasoning after text", exchange);
    }

    private static Finding ReadDeltas(CheckContext context)
    {
        Exchange exchange = context.GetExchange(Stream);
        string[] deltas =
        [
            .. exchange.Raw!.Events.Select(static one => one.Json.Get("choices", "0", "delta", "content").Text()
                    ?? one.Json.Get("delta", "text").Text() ?? "")
                .Where(static text => text.Length > 0),
        ];
        bool isCumulative = deltas.Length > 1
            && deltas.Zip(deltas.Skip(1)).All(static pair => pair.Second.StartsWith(pair.First, StringComparison.Ordinal));
        return Finding.Expect(!isCumulative, "new text", isCumulative ? "the text so far" : "new text", exchange);
    }

    private static Finding ReadFinish(CheckContext context)
    {
        Exchange exchange = context.GetExchange(Stream);
        int count = exchange.Raw!.Events.Count(static one => one.Json.Get("choices", "0", "finish_reason").HasValue()
            || one.Json.Get("delta", "stop_reason").HasValue());
        string events = count == 1 ? "1 event" : $"{count} events";
        return Finding.Expect(count == 1, "1 event with a finish reason", $"{events} with a finish reason", exchange);
    }

    private static Finding ReadEnd(CheckContext context)
    {
        Exchange exchange = context.GetExchange(Stream);
        IReadOnlyList<SseEvent> events = exchange.Raw!.Events;
        string last = events.Count == 0 ? "no event"
            : events[^1].Data == "[DONE]" ? "[DONE]"
            : events[^1].Json.Get("type").Text() ?? "another event";
        string expected = context.IsMessages ? "message_stop" : "[DONE]";
        return Finding.Expect(last == expected, $"{expected} at the end", $"{last} at the end", exchange);
    }

    private static Finding ReadUsage(CheckContext context)
    {
        Exchange exchange = context.GetExchange(Stream);
        // ModelsLab's adapter does not request it, because its pages do not have the field.
        bool? isRequested = context.IsHost ? null : context.IsMessages
            || exchange.Raw!.RequestJson.Get("stream_options", "include_usage").ValueKind == JsonValueKind.True;
        bool isReported = exchange.Completion!.Usage is { PromptTokens: > 0, CompletionTokens: > 0 };
        return Finding.CompareOffer(
            isRequested, isReported, isReported ? "usage in the stream" : "no usage in the stream", exchange);
    }

    private static int FindLast(IReadOnlyList<ChatCompletionChunk> chunks, Predicate<ChatCompletionChunk> match) =>
        chunks.ToList().FindLastIndex(match);
}
