namespace MiniMaxClient;

/// <summary>Why the model stopped.</summary>
/// <remarks>
/// A server may send others than the named ones: MiniMax was seen to send <c>tool_call</c>. They are kept as they came.
/// </remarks>
[GeneratedJson]
public readonly partial record struct FinishReason
{
    /// <summary>The model came to its end or to a stop sequence.</summary>
    public static FinishReason Stop { get; } = new("stop");

    /// <summary>The limit on tokens was reached.</summary>
    public static FinishReason Length { get; } = new("length");

    /// <summary>The model called tools.</summary>
    public static FinishReason ToolCalls { get; } = new("tool_calls");

    /// <summary>Content was left out by a filter.</summary>
    public static FinishReason ContentFilter { get; } = new("content_filter");

    /// <summary>The model called a function in the older form.</summary>
    public static FinishReason FunctionCall { get; } = new("function_call");
}
