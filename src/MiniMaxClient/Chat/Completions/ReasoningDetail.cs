namespace MiniMaxClient;

/// <summary>A segment of reasoning, in MiniMax's split format.</summary>
/// <remarks>Sent if <see cref="ChatCompletionRequest.ReasoningSplit"/> is set, and returned unchanged with the message.</remarks>
[GeneratedJson]
public sealed partial record ReasoningDetail : SchemaObject
{
    /// <summary>The type of the detail: <c>reasoning.text</c> in MiniMax's responses.</summary>
    public string? Type { get; init; }

    /// <summary>The id of the detail, such as <c>reasoning-text-1</c>.</summary>
    public string? Id { get; init; }

    /// <summary>The format of the detail: <c>MiniMax-response-v1</c> in MiniMax's responses.</summary>
    public string? Format { get; init; }

    /// <summary>The index of the detail in its message.</summary>
    public int? Index { get; init; }

    /// <summary>The text of the reasoning.</summary>
    public string? Text { get; init; }

    /// <summary>A summary of the reasoning, in details of the type <c>reasoning.summary</c> (OpenRouter).</summary>
    public string? Summary { get; init; }

    /// <summary>The signature by which the provider verifies that it generated the reasoning.</summary>
    public string? Signature { get; init; }

    /// <summary>Reasoning in a form that only the provider can read.</summary>
    public string? Data { get; init; }

    /// <summary>Whether the detail has no text, signature, data or additional properties.</summary>
    internal bool IsEmpty =>
        string.IsNullOrWhiteSpace(Text) && string.IsNullOrEmpty(Signature) && string.IsNullOrEmpty(Data)
        && AdditionalPropertiesOrNull is null;
}
