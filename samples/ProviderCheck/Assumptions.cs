using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Represents the statements of the providers page that are not part of <see cref="ModelCapabilities"/>.</summary>
internal sealed record Assumptions
{
    private static readonly ReasoningPlace[] TagsOrFields =
        [ReasoningPlace.ThinkTags, ReasoningPlace.ReasoningContent, ReasoningPlace.Reasoning, ReasoningPlace.ReasoningDetails];

    /// <summary>Gets the places in which the reasoning is documented to be.</summary>
    public required IReadOnlyCollection<ReasoningPlace> ReasoningPlaces { get; init; }

    /// <summary>Gets whether responses have an id that the adapter reads.</summary>
    public bool HasRequestId { get; init; }

    /// <summary>Gets whether prompts are cached without markers; null if it is not known.</summary>
    public bool? CachesAutomatically { get; init; }

    /// <summary>Gets whether markers have an effect; null if they are sent without knowing that.</summary>
    public bool? CachesAtMarkers { get; init; }

    /// <summary>Gets whether <c>reasoning_split</c> has an effect where it is sent; null if that is not known.</summary>
    public bool? SplitsReasoning { get; init; }

    /// <summary>Gets whether tokens can be counted.</summary>
    public bool CountsTokens { get; init; }

    /// <summary>Gets the assumptions for a provider; any other name is a compatible host.</summary>
    public static Assumptions Get(string provider, WireProtocol protocol, string model)
    {
        bool isMessages = protocol == WireProtocol.Messages;
        bool isMiniMax = provider == Providers.MiniMax;
        return new()
        {
            ReasoningPlaces = isMessages ? GetMessagesPlaces(provider, model) : GetChatPlaces(provider, model),
            HasRequestId = provider is Providers.MiniMax or Providers.AimlApi or Providers.RunApi,
            CachesAutomatically = isMiniMax ? model is not (MiniMaxModels.M2 or MiniMaxModels.M2_Her) : null,
            CachesAtMarkers = provider == Providers.RunApi ? false
                : isMiniMax && model is not (MiniMaxModels.M3 or MiniMaxModels.M3_1_Flash) ? true : null,
            SplitsReasoning = provider is Providers.MiniMax or Providers.AimlApi ? true : null,
            CountsTokens = isMessages || provider is Providers.MiniMax or Providers.RunApi or Providers.ModelsLab,
        };
    }

    private static ReasoningPlace[] GetChatPlaces(string provider, string model) => provider switch
    {
        Providers.MiniMax or Providers.AimlApi when model == MiniMaxModels.M3_1_Flash => [ReasoningPlace.ReasoningContent],
        _ when model == MiniMaxModels.M2_Her => [ReasoningPlace.None],
        Providers.MiniMax or Providers.AimlApi or Providers.RunApi => [ReasoningPlace.ThinkTags],
        _ => TagsOrFields,
    };

    // M3 at MiniMax does not reason in Messages unless the request says so.
    private static ReasoningPlace[] GetMessagesPlaces(string provider, string model) =>
        model == MiniMaxModels.M2_Her || (model == MiniMaxModels.M3 && provider == Providers.MiniMax)
            ? [ReasoningPlace.None]
            : [ReasoningPlace.ThinkingBlock];
}
