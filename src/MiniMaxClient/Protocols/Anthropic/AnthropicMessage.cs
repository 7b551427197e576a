namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>A Messages response: whole, or the start of a stream. A body that is an error has <c>error</c> besides.</summary>
[GeneratedJson]
internal sealed partial record AnthropicMessage : SchemaObject
{
    public string? Id { get; init; }

    /// <summary>Read so that it does not become an additional property of the completion.</summary>
    public string? Type { get; init; }

    /// <inheritdoc cref="Type"/>
    public string? Role { get; init; }

    public string? Model { get; init; }

    public IReadOnlyList<AnthropicBlock>? Content { get; init; }

    public string? StopReason { get; init; }

    public AnthropicUsage? Usage { get; init; }

    public BaseResponse? BaseResp { get; init; }
}
