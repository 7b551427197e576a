namespace MiniMaxClient;

/// <summary>A piece of the model's thinking in MiniMax's split form.</summary>
/// <remarks>
/// It appears with <see cref="ChatCompletionRequest.ReasoningSplit"/> and goes back with the message as it came.
/// </remarks>
[GeneratedJson]
public sealed partial record ReasoningDetail : SchemaObject
{
    /// <summary>The kind of detail: <c>reasoning.text</c> in MiniMax's answers.</summary>
    public string? Type { get; init; }

    /// <summary>The id of the detail, such as <c>reasoning-text-1</c>.</summary>
    public string? Id { get; init; }

    /// <summary>The format of the detail: <c>MiniMax-response-v1</c> in MiniMax's answers.</summary>
    public string? Format { get; init; }

    /// <summary>The place of the detail among its message's details.</summary>
    public int? Index { get; init; }

    /// <summary>The thinking.</summary>
    public string? Text { get; init; }

    /// <summary>A summary of the reasoning, in details of the type <c>reasoning.summary</c> (OpenRouter).</summary>
    public string? Summary { get; init; }

    /// <summary>What proves to the provider that the thinking is its own.</summary>
    public string? Signature { get; init; }

    /// <summary>Thinking that only the provider can read.</summary>
    public string? Data { get; init; }

    /// <summary>Whether the detail has neither text nor anything that proves or replaces it.</summary>
    internal bool IsEmpty =>
        string.IsNullOrWhiteSpace(Text) && string.IsNullOrEmpty(Signature) && string.IsNullOrEmpty(Data) && Others is null;
}
