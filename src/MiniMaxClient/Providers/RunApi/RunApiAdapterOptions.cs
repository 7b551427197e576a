namespace MiniMaxClient;

/// <summary>Represents the options of the adapter for RunAPI.</summary>
public sealed record RunApiAdapterOptions : ProviderAdapterOptions
{
    /// <summary>
    /// Gets whether chat requests use the Anthropic-style bridge <c>/v1/messages</c> instead of <c>/v1/chat/completions</c>.
    /// </summary>
    /// <remarks>
    /// RunAPI translates these requests to chat requests; features that only the Anthropic style has are not promised.
    /// </remarks>
    /// <value>Default: false.</value>
    public bool UseMessages { get; init; }
}
