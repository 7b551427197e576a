using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>The place of the reasoning, and its way back to the provider.</summary>
internal static class ReasoningChecks
{
    private const string NoReasoning = "the response has no reasoning";
    private const string PlaceRow = "providers: Protocols, reasoning in the response";

    public static IReadOnlyList<Check> All { get; } =
    [
        Check.Read(
            "reasoning-place",
            "The reasoning of a response is where the provider documents it.",
            PlaceRow,
            static context => ReadPlace(context, ResponseChecks.Complete, static raw => ReasoningPlaces.Find(raw.Json))),
        Check.Read(
            "reasoning-place-stream",
            "The reasoning of a stream is where the provider documents it.",
            PlaceRow,
            static context => ReadPlace(context, StreamChecks.Stream, static raw => ReasoningPlaces.Find(raw.Events))),
        new(
            "reasoning-split",
            "reasoning_split separates the reasoning from the content.",
            "ModelCapabilities.Fields, reasoning_split",
            new(1),
            SplitAsync)
        {
            Protocol = WireProtocol.Chat,
        },
        new(
            "reasoning-history",
            "A response with its reasoning is accepted as part of the next request.",
            "providers: Reasoning, history",
            new(1),
            ReplayAsync),
    ];

    private static Finding ReadPlace(
        CheckContext context, string checkId, Func<RawResponse, IReadOnlyList<ReasoningPlace>> find)
    {
        Exchange exchange = context.GetExchange(checkId);
        IReadOnlyList<ReasoningPlace> places = find(exchange.Raw!);
        if (places is [ReasoningPlace.None] && !context.Assumptions.ReasoningPlaces.Contains(ReasoningPlace.None))
            return context.IsHost ? Finding.NotOffered(NoReasoning, exchange) : Finding.NotRun(NoReasoning);
        return Finding.Expect(
            places.All(context.Assumptions.ReasoningPlaces.Contains),
            context.Assumptions.ReasoningPlaces.ToText(),
            places.ToText(),
            exchange);
    }

    private static async Task<Finding> SplitAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange first = context.GetExchange(ResponseChecks.Complete);
        Exchange exchange = await context.Client.CompleteAsync(
            context.CreateRequest("Reply with the single word: ready."),
            cancellationToken,
            static body => body["reasoning_split"] = true);
        IReadOnlyList<ReasoningPlace> places = exchange.IsAccepted ? ReasoningPlaces.Find(exchange.Raw!.Json) : [];
        bool? isAssumed = context.Assumes("reasoning_split") == false ? false : context.Assumptions.SplitsReasoning;
        if (places is [ReasoningPlace.None] && isAssumed == true)
            return Finding.NotRun(NoReasoning);
        bool isSeparate = places.Count > 0 && !places.Contains(ReasoningPlace.ThinkTags) && !places.Contains(ReasoningPlace.None);
        // Without the assumption, only a change shows that the field has an effect.
        bool isOffered = isSeparate && (isAssumed == true || !places.SequenceEqual(ReasoningPlaces.Find(first.Raw!.Json)));
        return Finding.CompareOffer(
            isAssumed, isOffered, exchange.IsAccepted ? $"reasoning in {places.ToText()}" : exchange.Summary, exchange);
    }

    private static async Task<Finding> ReplayAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange first = context.GetExchange(ResponseChecks.Complete).RequireWhole();
        ChatCompletionRequest request = context.CreateRequest(
        [
            ChatMessage.User("Reply with the single word: ready."),
            first.Completion!.Message,
            ChatMessage.User("Reply with the single word: again."),
        ]);
        Exchange exchange = await context.Client.CompleteAsync(request, cancellationToken);
        return Finding.Expect(
            exchange.IsAccepted, "accepted", exchange.IsAccepted ? "accepted" : exchange.Summary, exchange);
    }
}
