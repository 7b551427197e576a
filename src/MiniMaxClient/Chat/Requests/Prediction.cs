namespace MiniMaxClient;

/// <summary>Text that the answer will largely repeat, such as a file that is being edited.</summary>
[GeneratedJson]
public sealed partial record Prediction : SchemaObject
{
    /// <summary>The kind of prediction: <c>content</c> is the only one.</summary>
    public string? Type { get; init; } = "content";

    /// <summary>The text that is expected.</summary>
    public required MessageContent Content { get; init; }
}
