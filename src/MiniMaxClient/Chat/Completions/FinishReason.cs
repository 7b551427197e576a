using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>Why the model stopped.</summary>
/// <remarks>
/// A server may send others than the named ones: MiniMax was seen to send <c>tool_call</c>. They are kept as they came.
/// </remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<FinishReason>))]
public readonly record struct FinishReason
{
    private readonly string? _value;

    /// <summary>The value as it stands on the wire.</summary>
    /// <param name="value">Any text, known or not.</param>
    public FinishReason(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

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

    /// <summary>The value as it stands on the wire; empty for the default.</summary>
    public string Value => _value ?? "";

    /// <summary>The value as it stands on the wire.</summary>
    public override string ToString() => Value;

    /// <summary>Compares the wire values without regard to case.</summary>
    public bool Equals(FinishReason other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    internal static FinishReason? From(string? value) => value is null ? null : new(value);
}
