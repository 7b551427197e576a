namespace MiniMaxClient;

/// <summary>Settings of the adapter for ModelsLab.</summary>
public sealed record ModelsLabAdapterOptions : ProviderAdapterOptions
{
    /// <summary>Whether the key goes into the body, beside <c>model_id</c>, instead of the <c>Authorization</c> header.</summary>
    /// <remarks>ModelsLab's pages contradict each other; the header and <c>model</c> are its newest word.</remarks>
    /// <value>Default: false.</value>
    public bool KeyInBody { get; init; }

    /// <summary>Whether the Anthropic-style endpoint <c>/v1/messages</c> is called instead of <c>/chat/completions</c>.</summary>
    /// <remarks>Requests and answers stay the same. The key then goes in headers; ModelsLab documents nothing else.</remarks>
    /// <value>Default: false.</value>
    public bool UseMessages { get; init; }

    /// <summary>The limit on tokens that is sent when the request sets none; at least 1.</summary>
    /// <remarks>ModelsLab's own default of 1,000 ends many answers inside the thinking.</remarks>
    /// <value>Default: 16,384.</value>
    public int DefaultMaxTokens { get; init; } = 16_384;
}
