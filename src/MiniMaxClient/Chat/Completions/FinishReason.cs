namespace MiniMaxClient;

/// <summary>The reason why the model stopped.</summary>
/// <remarks>
/// A server may send values that are not listed here: MiniMax was observed to send <c>tool_call</c>. Such values are preserved.
/// </remarks>
[GeneratedJson]
public readonly partial record struct FinishReason
{
    /// <summary>A natural end or a stop sequence was reached.</summary>
    public static FinishReason Stop { get; } = new("stop");

    /// <summary>The token limit was reached.</summary>
    public static FinishReason Length { get; } = new("length");

    /// <summary>The model called tools.</summary>
    public static FinishReason ToolCalls { get; } = new("tool_calls");

    /// <summary>Content was removed by a content filter.</summary>
    public static FinishReason ContentFilter { get; } = new("content_filter");

    /// <summary>The model called a function in the legacy format.</summary>
    public static FinishReason FunctionCall { get; } = new("function_call");

    /// <summary>Converts a text to a value; null stays null.</summary>
    /// <remarks>
    /// To the nullable type only: by a conversion to the type itself, <c>condition ? value : null</c> would convert null to a
    /// value.
    /// </remarks>
    public static implicit operator FinishReason?(string? value) => From(value);
}
