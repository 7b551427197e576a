namespace MiniMaxClient.Client;

/// <summary>What the chunks of a stream have told of its tokens and its cost so far.</summary>
internal struct StreamedUsage
{
    private CompletionMeta? _meta;
    private CallInfo? _info;

    /// <summary>The tokens that were told last; null for none.</summary>
    public Usage? Usage { get; private set; }

    /// <summary>How the call goes; null before the first chunk.</summary>
    public readonly CallInfo? Info => _info;

    /// <summary>What it costs by what is known; null when nothing tells it.</summary>
    public readonly Cost? Cost => MiniMaxClient.Cost.Of(_meta, _info, Usage);

    public void Add(ChatCompletionChunk chunk)
    {
        _info = chunk.Call;
        _meta = chunk.Meta ?? _meta;
        // The place holder that MiniMax sends on every chunk of some streams counts nothing.
        Usage = chunk.Usage is { CompletionTokens: > 0 } usage ? usage : Usage;
    }
}
