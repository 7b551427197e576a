using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Protocols;

/// <summary>The provider-specific settings of a request writer.</summary>
/// <param name="Model">The provider's id of the model.</param>
/// <param name="IsStreaming">Whether to request a streamed response.</param>
internal readonly record struct RequestWriterOptions(string Model, bool IsStreaming)
{
    /// <summary>Whether to request the usage of a stream if the request has no stream options.</summary>
    public bool ShouldIncludeUsage { get; init; }

    /// <summary>The maximum number of output tokens if the request sets none.</summary>
    public int? DefaultMaxTokens { get; init; }

    /// <summary>Whether the content of a message with tool calls and no text is written as <c>null</c>.</summary>
    public bool ShouldSendNullContent { get; init; }

    /// <summary>Whether text-only content is written as a string.</summary>
    public bool ShouldSendStringContent { get; init; }

    /// <summary>The API key to write into the body; null if a header carries it.</summary>
    public ApiKey? BodyApiKey { get; init; }

    /// <summary>The name of the body's property for the API key.</summary>
    public string? ApiKeyPropertyName { get; init; }

    /// <summary>Whether the property for the model is named <c>model_id</c>.</summary>
    public bool ShouldUseModelIdProperty { get; init; }
}
