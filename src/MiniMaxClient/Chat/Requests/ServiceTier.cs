namespace MiniMaxClient;

/// <summary>The service tier that processes a request.</summary>
/// <remarks>
/// AIML API returns <c>auto</c>, <c>default</c>, <c>flex</c>, <c>scale</c> or <c>priority</c>; MiniMax itself supports
/// <c>standard</c> and <c>priority</c>.
/// </remarks>
[GeneratedJson]
public readonly partial record struct ServiceTier
{
    /// <summary>Tier chosen by the provider.</summary>
    public static ServiceTier Auto { get; } = new("auto");

    /// <summary>The default tier.</summary>
    public static ServiceTier Default { get; } = new("default");

    /// <summary>Lower price and slower processing.</summary>
    public static ServiceTier Flex { get; } = new("flex");

    /// <summary>Reserved capacity.</summary>
    public static ServiceTier Scale { get; } = new("scale");

    /// <summary>Higher price and faster processing.</summary>
    public static ServiceTier Priority { get; } = new("priority");

    /// <summary>The default tier under MiniMax's own name.</summary>
    public static ServiceTier Standard { get; } = new("standard");

    /// <summary>Converts a text to a value; null stays null.</summary>
    /// <remarks>
    /// To the nullable type only: by a conversion to the type itself, <c>condition ? value : null</c> would convert null to a
    /// value.
    /// </remarks>
    public static implicit operator ServiceTier?(string? value) => From(value);
}
