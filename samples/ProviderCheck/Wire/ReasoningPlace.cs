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
        return Collect([message], response.Get("content").Items());
    }

    /// <summary>Finds the places in the events of a stream of either protocol.</summary>
    public static IReadOnlyList<ReasoningPlace> Find(IReadOnlyList<SseEvent> events)
    {
        JsonElement[] data = [.. events.Select(static one => one.Json)];
        return Collect(
            data.Select(static one => one.Get("choices", "0", "delta")), data.Select(static one => one.Get("content_block")));
    }

    private static IReadOnlyList<ReasoningPlace> Collect(IEnumerable<JsonElement> messages, IEnumerable<JsonElement> blocks)
    {
        SortedSet<ReasoningPlace> places = [];
        foreach (JsonElement message in messages)
        {
            if (message.Get("content").Text()?.Contains("<think", StringComparison.Ordinal) == true)
                places.Add(ReasoningPlace.ThinkTags);
            places.UnionWith(Fields.Where(field => message.Get(field.Property).HasValue()).Select(static field => field.Place));
        }

        if (blocks.Any(static block => block.Get("type").Text() == "thinking"))
            places.Add(ReasoningPlace.ThinkingBlock);
        return places.Count == 0 ? [ReasoningPlace.None] : [.. places];
    }
}
