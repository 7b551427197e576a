namespace MiniMaxClient.Spending;

/// <summary>The usage and the cost that the chunks of a stream have reported so far.</summary>
internal sealed class StreamUsage
{
    private CompletionMeta? _meta;
    private ServiceTier? _serviceTier;

    /// <summary>Gets the last usage with completion tokens; null if there is none.</summary>
    public Usage? CompletionUsage { get; private set; }

    /// <summary>Gets the last usage, with or without completion tokens; null if there is none.</summary>
    public Usage? LatestUsage { get; private set; }

    /// <summary>Gets the call; null before the first chunk.</summary>
    public CallInfo? Info { get; private set; }

    /// <summary>Gets the cost so far; null if it is unknown.</summary>
    public Cost? Cost => GetCost(CompletionUsage);

    /// <summary>Gets the cost for a usage; null if it is unknown.</summary>
    public Cost? GetCost(Usage? usage) => MiniMaxClient.Cost.FromResponse(_meta, Info, usage, _serviceTier);

    /// <summary>Adds the usage of a chunk.</summary>
    public void AddChunkUsage(ChatCompletionChunk chunk)
    {
        Info = chunk.Call;
        _meta = chunk.Meta ?? _meta;
        _serviceTier = chunk.ServiceTier is { Value.Length: > 0 } tier ? tier : _serviceTier;
        // MiniMax sends a usage without token counts on every chunk of some streams.
        if (chunk.Usage is not { } usage || usage is { PromptTokens: null, CompletionTokens: null })
            return;
        LatestUsage = usage;
        if (usage.CompletionTokens > 0)
            CompletionUsage = usage;
    }
}
