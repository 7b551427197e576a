namespace MiniMaxClient;

/// <summary>Represents the options of the adapter for ModelsLab.</summary>
public sealed record ModelsLabAdapterOptions : ProviderAdapterOptions
{
    /// <summary>
    /// Gets whether chat requests send <c>key</c> and <c>model_id</c> in the body instead of the <c>Authorization</c> header and
    /// <c>model</c>.
    /// </summary>
    /// <remarks>
    /// ModelsLab documents both; the header is the newer way. It cannot be combined with
    /// <see cref="AdapterOptions.Authentication"/>.
    /// </remarks>
    /// <value>Default: false.</value>
    public bool KeyInBody { get; init; }

    /// <summary>
    /// Gets whether chat requests use the Anthropic-style endpoint <c>/v1/messages</c> instead of <c>/chat/completions</c>.
    /// </summary>
    /// <remarks>The key is then sent in headers, even if <see cref="KeyInBody"/> is true.</remarks>
    /// <value>Default: false.</value>
    public bool UseMessages { get; init; }
}
