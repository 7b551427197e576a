using System.Text.Json;

namespace MiniMaxClient.Samples.ProviderCheck.Wire;

/// <summary>Specifies where a response has its reasoning.</summary>
internal enum ReasoningPlace
{
    None,
    ThinkTags,
    ReasoningContent,
    Reasoning,
    ReasoningDetails,
    ThinkingBlock,
}

/// <summary>Finds the reasoning in the JSON of a response.</summary>
internal static class ReasoningPlaces
{
    private static readonly (string Property, ReasoningPlace Place)[] Fields =
    [
        ("reasoning_content", ReasoningPlace.ReasoningContent),
        ("reasoning", ReasoningPlace.Reasoning),
        ("reasoning_details", ReasoningPlace.ReasoningDetails),
    ];

    public static string ToText(this ReasoningPlace place) => place switch
    {
        ReasoningPlace.ThinkTags => "<think> tags",
        ReasoningPlace.ReasoningContent => "reasoning_content",
        ReasoningPlace.Reasoning => "reasoning",
        ReasoningPlace.ReasoningDetails => "reasoning_details",
        ReasoningPlace.ThinkingBlock => "thinking blocks",
        _ => "none",
    };

    public static string ToText(this IEnumerable<ReasoningPlace> places) =>
        string.Join(" or ", places.Select(static place => place.ToText()));

    /// <summary>Finds the places in a non-streaming response of either protocol.</summary>
    public static IReadOnlyList<ReasoningPlace> Find(JsonElement response)
    {
        JsonElement message = response.Get("choices", "0", "message");
        JsonElement[] blocks = [.. response.Get("content").Items()];
        return Collect(
            [message], blocks, [message.Get("content").Text(), .. blocks.Select(static block => block.Get("text").Text())]);
    }

    /// <summary>Finds the places in the events of a stream of either protocol.</summary>
    public static IReadOnlyList<ReasoningPlace> Find(IReadOnlyList<SseEvent> events)
    {
        JsonElement[] data = [.. events.Select(static one => one.Json)];
        return Collect(
            [.. data.Select(static one => one.Get("choices", "0", "delta"))],
            data.Select(static one => one.Get("content_block")),
            data.Select(static one =>
                one.Get("choices", "0", "delta", "content").Text() ?? one.Get("delta", "text").Text()));
    }

    private static IReadOnlyList<ReasoningPlace> Collect(
        JsonElement[] messages, IEnumerable<JsonElement> blocks, IEnumerable<string?> texts)
    {
        SortedSet<ReasoningPlace> places =
        [
            .. Fields.Where(field => messages.Any(message => message.Get(field.Property).HasValue()))
                .Select(static field => field.Place),
        ];
        // A tag can be split across deltas. A text can mention the tag; only its start is reasoning.
        if (string.Concat(texts).TrimStart().StartsWith("<think", StringComparison.Ordinal))
            places.Add(ReasoningPlace.ThinkTags);
        if (blocks.Any(static block => block.Get("type").Text() == "thinking"))
            places.Add(ReasoningPlace.ThinkingBlock);
        return places.Count == 0 ? [ReasoningPlace.None] : [.. places];
    }
}
