namespace MiniMaxClient;

/// <summary>Predicted content, most of which the response repeats, such as a file that is being edited.</summary>
[GeneratedJson]
public sealed partial record Prediction : SchemaObject
{
    /// <summary>The type of the prediction: <c>content</c> is the only one.</summary>
    public string? Type { get; init; } = "content";

    /// <summary>The predicted content.</summary>
    public required MessageContent Content { get; init; }
}
