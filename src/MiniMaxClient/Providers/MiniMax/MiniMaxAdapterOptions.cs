namespace MiniMaxClient;

/// <summary>Represents the options of the adapter for MiniMax.</summary>
public sealed record MiniMaxAdapterOptions : ProviderAdapterOptions
{
    /// <summary>Gets the region of the account; <see cref="ProviderAdapterOptions.BaseAddress"/> takes precedence.</summary>
    /// <value>Default: <see cref="MiniMaxRegion.Global"/>.</value>
    public MiniMaxRegion Region { get; init; }

    /// <summary>
    /// Gets whether chat requests use the Anthropic-style endpoint <c>/anthropic/v1/messages</c> instead of
    /// <c>/v1/chat/completions</c>.
    /// </summary>
    /// <remarks>The default of M3's reasoning differs: see <see cref="Thinking.Type"/>.</remarks>
    /// <value>Default: false.</value>
    public bool UseMessages { get; init; }
}
