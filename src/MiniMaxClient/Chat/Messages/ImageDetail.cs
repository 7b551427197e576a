using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>How closely the model looks at an image.</summary>
/// <remarks>It decides how many tokens the image costs.</remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<ImageDetail>))]
public readonly record struct ImageDetail
{
    private readonly string? _value;

    /// <summary>The value as it stands on the wire.</summary>
    /// <param name="value">Any text, known or not.</param>
    public ImageDetail(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value;
    }

    /// <summary>The model chooses.</summary>
    public static ImageDetail Auto { get; } = new("auto");

    /// <summary>A small version of the image.</summary>
    public static ImageDetail Low { get; } = new("low");

    /// <summary>The image in full.</summary>
    public static ImageDetail High { get; } = new("high");

    /// <summary>The value as it stands on the wire; empty for the default.</summary>
    public string Value => _value ?? "";

    /// <summary>The value as it stands on the wire.</summary>
    public override string ToString() => Value;

    /// <summary>Compares the wire values without regard to case.</summary>
    public bool Equals(ImageDetail other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    internal static ImageDetail? From(string? value) => value is null ? null : new(value);
}
