using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>How much the model may think before it answers.</summary>
/// <remarks>Among AIML API's MiniMax models only <c>minimax/m2-7-20260402</c> takes it.</remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<ReasoningEffort>))]
public readonly record struct ReasoningEffort
{
    private readonly string? _value;

    /// <summary>The value as it stands on the wire.</summary>
    /// <param name="value">Any text, known or not.</param>
    public ReasoningEffort(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>Little.</summary>
    public static ReasoningEffort Low { get; } = new("low");

    /// <summary>Some.</summary>
    public static ReasoningEffort Medium { get; } = new("medium");

    /// <summary>Much.</summary>
    public static ReasoningEffort High { get; } = new("high");

    /// <summary>The value as it stands on the wire; empty for the default.</summary>
    public string Value => _value ?? "";

    /// <summary>The value as it stands on the wire.</summary>
    public override string ToString() => Value;

    /// <summary>Compares the wire values without regard to case.</summary>
    public bool Equals(ReasoningEffort other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    internal static ReasoningEffort? From(string? value) => value is null ? null : new(value);
}
