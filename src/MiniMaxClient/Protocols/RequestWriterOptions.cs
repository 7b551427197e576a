using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Protocols;

/// <summary>What a provider wants otherwise than the request has it.</summary>
/// <param name="Model">The provider's own id of the model.</param>
/// <param name="IsStreaming">Whether the answer is to be streamed.</param>
internal readonly record struct RequestWriterOptions(string Model, bool IsStreaming)
{
    /// <summary>Whether a stream asks for the usage when the request does not say.</summary>
    public bool ShouldIncludeUsage { get; init; }

    /// <summary>The limit on tokens when the request sets none.</summary>
    public int? DefaultMaxTokens { get; init; }

    /// <summary>Whether the content of a message with calls and no text is written as <c>null</c>.</summary>
    public bool ShouldSendNullContent { get; init; }

    /// <summary>Whether content that is only text is written as one string.</summary>
    public bool ShouldSendStringContent { get; init; }

    /// <summary>The key, where the body carries it.</summary>
    public ApiKey? BodyApiKey { get; init; }

    /// <summary>The name of the property with the key.</summary>
    public string? ApiKeyPropertyName { get; init; }

    /// <summary>Whether the model is called <c>model_id</c>.</summary>
    public bool ShouldUseModelIdProperty { get; init; }
}
