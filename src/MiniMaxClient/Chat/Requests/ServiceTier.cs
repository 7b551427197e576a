using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>The processing tier that serves a request.</summary>
/// <remarks>
/// AIML API answers <c>auto</c>, <c>default</c>, <c>flex</c>, <c>scale</c> or <c>priority</c>; MiniMax itself takes
/// <c>standard</c> or <c>priority</c>.
/// </remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<ServiceTier>))]
public readonly record struct ServiceTier
{
    private readonly string? _value;

    /// <summary>The value as it stands on the wire.</summary>
    /// <param name="value">Any text, known or not.</param>
    public ServiceTier(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>The provider chooses.</summary>
    public static ServiceTier Auto { get; } = new("auto");

    /// <summary>The default tier.</summary>
    public static ServiceTier Default { get; } = new("default");

    /// <summary>Cheaper and slower.</summary>
    public static ServiceTier Flex { get; } = new("flex");

    /// <summary>Reserved capacity.</summary>
    public static ServiceTier Scale { get; } = new("scale");

    /// <summary>Faster and dearer.</summary>
    public static ServiceTier Priority { get; } = new("priority");

    /// <summary>MiniMax's own name of the default tier.</summary>
    public static ServiceTier Standard { get; } = new("standard");

    /// <summary>The value as it stands on the wire; empty for the default.</summary>
    public string Value => _value ?? "";

    /// <summary>The value as it stands on the wire.</summary>
    public override string ToString() => Value;

    /// <summary>Compares the wire values without regard to case.</summary>
    public bool Equals(ServiceTier other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    internal static ServiceTier? From(string? value) => value is null ? null : new(value);
}
