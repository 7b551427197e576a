namespace MiniMaxClient;

/// <summary>Represents the options of the adapter for ModelsLab.</summary>
public sealed record ModelsLabAdapterOptions : ProviderAdapterOptions
{
    /// <summary>Whether the key goes into the body, beside <c>model_id</c>, instead of the <c>Authorization</c> header.</summary>
    /// <remarks>
    /// ModelsLab's pages contradict each other; the header and <c>model</c> are its newest word. It cannot be combined with
    /// <see cref="AdapterOptions.Authentication"/>.
    /// </remarks>
    /// <value>Default: false.</value>
    public bool KeyInBody { get; init; }

    /// <summary>Whether the Anthropic-style endpoint <c>/v1/messages</c> is called instead of <c>/chat/completions</c>.</summary>
    /// <remarks>Requests and answers stay the same. The key then goes in headers; ModelsLab documents nothing else.</remarks>
    /// <value>Default: false.</value>
    public bool UseMessages { get; init; }
}
