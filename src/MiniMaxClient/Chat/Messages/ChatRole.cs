using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>Who speaks in a message.</summary>
/// <remarks>A stream may carry an empty role; it is kept as it came.</remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<ChatRole>))]
public readonly record struct ChatRole
{
    private readonly string? _value;

    /// <summary>The value as it stands on the wire.</summary>
    /// <param name="value">Any text, known or not.</param>
    public ChatRole(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>Instructions that hold for the whole conversation.</summary>
    public static ChatRole System { get; } = new("system");

    /// <summary>Instructions of the developer; only some models take the role.</summary>
    public static ChatRole Developer { get; } = new("developer");

    /// <summary>The person who asks.</summary>
    public static ChatRole User { get; } = new("user");

    /// <summary>The model.</summary>
    public static ChatRole Assistant { get; } = new("assistant");

    /// <summary>The result of a tool call.</summary>
    public static ChatRole Tool { get; } = new("tool");

    /// <summary>The value as it stands on the wire; empty for the default.</summary>
    public string Value => _value ?? "";

    /// <summary>The value as it stands on the wire.</summary>
    public override string ToString() => Value;

    /// <summary>Compares the wire values without regard to case.</summary>
    public bool Equals(ChatRole other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    internal static ChatRole? From(string? value) => value is null ? null : new(value);
}
