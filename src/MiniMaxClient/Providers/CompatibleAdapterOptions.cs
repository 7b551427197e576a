namespace MiniMaxClient;

/// <summary>
/// Represents the options of an <see cref="OpenAICompatibleAdapter"/> or an <see cref="AnthropicCompatibleAdapter"/>.
/// </summary>
public sealed record CompatibleAdapterOptions : AdapterOptions
{
    /// <summary>Gets the path of chat requests below the endpoint, without a query.</summary>
    /// <value>
    /// Default: null, which is <c>chat/completions</c> in the OpenAI style and <c>v1/messages</c> in the Anthropic style.
    /// </value>
    public string? ChatPath { get; init; }
}
