namespace MiniMaxClient.Spending;

/// <summary>What the chunks of a stream have told of its tokens and its cost so far.</summary>
internal struct StreamUsage
{
    private CompletionMeta? _meta;

    /// <summary>The tokens that were told last, of those that were told after the model wrote; null for none.</summary>
    public Usage? Usage { get; private set; }

    /// <summary>The tokens that were told last, also when the model wrote nothing; null for none.</summary>
    public Usage? Last { get; private set; }

    /// <summary>How the call goes; null before the first chunk.</summary>
    public CallInfo? Info { get; private set; }

    /// <summary>What it costs by what is known; null when nothing tells it.</summary>
    public readonly Cost? Cost => CostOf(Usage);

    /// <summary>What it costs when these are its tokens; null when nothing tells it.</summary>
    public readonly Cost? CostOf(Usage? usage) => MiniMaxClient.Cost.Of(_meta, Info, usage);

    public void Add(ChatCompletionChunk chunk)
    {
        Info = chunk.Call;
        _meta = chunk.Meta ?? _meta;
        // The place holder that MiniMax sends on every chunk of some streams counts nothing.
        if (chunk.Usage is not { } usage || usage is { PromptTokens: null, CompletionTokens: null })
            return;
        Last = usage;
        if (usage.CompletionTokens > 0)
            Usage = usage;
    }
}
