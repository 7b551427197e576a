namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Represents an event of a Messages stream.</summary>
[GeneratedJson]
internal sealed partial record AnthropicEvent : SchemaObject
{
    public string? Type { get; init; }

    /// <summary>The index of the event's block among all blocks of the message.</summary>
    public int Index { get; init; }

    public AnthropicMessage? Message { get; init; }

    public AnthropicBlock? ContentBlock { get; init; }

    public AnthropicBlock? Delta { get; init; }

    public AnthropicUsage? Usage { get; init; }

    public BaseResponse? BaseResp { get; init; }
}
