namespace MiniMaxClient;

/// <summary>Whether the model uses reasoning, in MiniMax's own format.</summary>
[GeneratedJson]
public sealed partial record Thinking : SchemaObject
{
    /// <summary>The mode: <c>adaptive</c> or <c>disabled</c>; M2.x models always use reasoning.</summary>
    public string? Type { get; init; }

    /// <summary>Amount of reasoning chosen by the model.</summary>
    public static Thinking Adaptive { get; } = new() { Type = "adaptive" };

    /// <summary>No reasoning; supported by M3 and later only.</summary>
    public static Thinking Disabled { get; } = new() { Type = "disabled" };
}

/// <summary>The amount of reasoning before the response.</summary>
/// <remarks>Of AIML API's MiniMax models, only <c>minimax/m2-7-20260402</c> supports it.</remarks>
[GeneratedJson]
public readonly partial record struct ReasoningEffort
{
    /// <summary>Low effort.</summary>
    public static ReasoningEffort Low { get; } = new("low");

    /// <summary>Medium effort.</summary>
    public static ReasoningEffort Medium { get; } = new("medium");

    /// <summary>High effort.</summary>
    public static ReasoningEffort High { get; } = new("high");
}
