namespace MiniMaxClient;

/// <summary>Whether the model uses reasoning, in MiniMax's own format.</summary>
[GeneratedJson]
public sealed partial record Thinking : SchemaObject
{
    /// <summary>The mode: <c>adaptive</c> or <c>disabled</c>; M2.x and M3.1-Flash always use reasoning.</summary>
    /// <remarks>
    /// The default of M3 differs by protocol: <c>adaptive</c> in chat completions, <c>disabled</c> in the Anthropic style. A
    /// request that sets this property has the same behavior in both.
    /// </remarks>
    public string? Type { get; init; }

    /// <summary>Amount of reasoning chosen by the model.</summary>
    public static Thinking Adaptive { get; } = new() { Type = "adaptive" };

    /// <summary>No reasoning; supported by M3 only.</summary>
    public static Thinking Disabled { get; } = new() { Type = "disabled" };
}

/// <summary>The amount of reasoning before the response.</summary>
/// <remarks>
/// Sent as <c>reasoning_effort</c>, and as <c>output_config.effort</c> in the Anthropic style. MiniMax-M3.1-Flash supports
/// <see cref="Low"/> to <see cref="Max"/>, its default; <c>minimax/m2-7-20260402</c> on AIML API <see cref="Low"/> to
/// <see cref="High"/>; MiniMax-M3 only <see cref="None"/>, which is sent as <c>thinking</c>. Unsupported values are rejected
/// before the request is sent.
/// </remarks>
[GeneratedJson]
public readonly partial record struct ReasoningEffort
{
    /// <summary>No reasoning; rejected for a model that cannot stop reasoning.</summary>
    public static ReasoningEffort None { get; } = new("none");

    /// <summary>Low effort.</summary>
    public static ReasoningEffort Low { get; } = new("low");

    /// <summary>Medium effort.</summary>
    public static ReasoningEffort Medium { get; } = new("medium");

    /// <summary>High effort.</summary>
    public static ReasoningEffort High { get; } = new("high");

    /// <summary>Extra high effort.</summary>
    public static ReasoningEffort XHigh { get; } = new("xhigh");

    /// <summary>Maximum effort.</summary>
    public static ReasoningEffort Max { get; } = new("max");

    /// <summary>The values of MiniMax-M3.1-Flash.</summary>
    internal static IReadOnlyCollection<ReasoningEffort> Levels { get; } = [Low, Medium, High, XHigh, Max];

    /// <summary>Converts a text to a value; null stays null.</summary>
    /// <remarks>
    /// To the nullable type only: by a conversion to the type itself, <c>condition ? value : null</c> would convert null to a
    /// value.
    /// </remarks>
    public static implicit operator ReasoningEffort?(string? value) => From(value);
}
