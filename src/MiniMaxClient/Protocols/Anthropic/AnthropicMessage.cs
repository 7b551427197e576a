namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Represents a Messages response: complete, or the start of a stream.</summary>
/// <remarks>The <c>error</c> of a body is an additional property.</remarks>
[GeneratedJson]
internal sealed partial record AnthropicMessage : SchemaObject
{
    public string? Id { get; init; }

    /// <summary>Declared so that it does not become an additional property of the completion.</summary>
    public string? Type { get; init; }

    /// <inheritdoc cref="Type"/>
    public string? Role { get; init; }

    public string? Model { get; init; }

    public IReadOnlyList<AnthropicBlock>? Content { get; init; }

    public string? StopReason { get; init; }

    public AnthropicUsage? Usage { get; init; }

    public BaseResponse? BaseResp { get; init; }
}
