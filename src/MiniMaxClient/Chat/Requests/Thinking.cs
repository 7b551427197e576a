namespace MiniMaxClient;

/// <summary>Whether the model may think, in MiniMax's own form.</summary>
[GeneratedJson]
public sealed partial record Thinking : SchemaObject
{
    /// <summary><c>adaptive</c> or <c>disabled</c>; M2.x models think always.</summary>
    public string? Type { get; init; }

    /// <summary>The model decides how much it thinks.</summary>
    public static Thinking Adaptive { get; } = new() { Type = "adaptive" };

    /// <summary>The model does not think; only M3 and later take it.</summary>
    public static Thinking Disabled { get; } = new() { Type = "disabled" };
}

/// <summary>How much the model may think before it answers.</summary>
/// <remarks>Among AIML API's MiniMax models only <c>minimax/m2-7-20260402</c> takes it.</remarks>
[GeneratedJson]
public readonly partial record struct ReasoningEffort
{
    /// <summary>Little.</summary>
    public static ReasoningEffort Low { get; } = new("low");

    /// <summary>Some.</summary>
    public static ReasoningEffort Medium { get; } = new("medium");

    /// <summary>Much.</summary>
    public static ReasoningEffort High { get; } = new("high");
}
