namespace MiniMaxClient.Spending;

/// <summary>The usage and the cost that the chunks of a stream have reported so far.</summary>
internal sealed class StreamUsage
{
    private CompletionMeta? _meta;

    /// <summary>The last usage with completion tokens; null for none.</summary>
    public Usage? CompletionUsage { get; private set; }

    /// <summary>The last usage, also without completion tokens; null for none.</summary>
    public Usage? LatestUsage { get; private set; }

    /// <summary>The call; null before the first chunk.</summary>
    public CallInfo? Info { get; private set; }

    /// <summary>The cost as far as it is known; null for an unknown one.</summary>
    public Cost? Cost => GetCost(CompletionUsage);

    /// <summary>Gets the cost with a usage; null for an unknown one.</summary>
    public Cost? GetCost(Usage? usage) => MiniMaxClient.Cost.FromResponse(_meta, Info, usage);

    /// <summary>Adds a chunk.</summary>
    public void AddChunkUsage(ChatCompletionChunk chunk)
    {
        Info = chunk.Call;
        _meta = chunk.Meta ?? _meta;
        // The placeholder that MiniMax sends on every chunk of some streams counts nothing.
        if (chunk.Usage is not { } usage || usage is { PromptTokens: null, CompletionTokens: null })
            return;
        LatestUsage = usage;
        if (usage.CompletionTokens > 0)
            CompletionUsage = usage;
    }
}
