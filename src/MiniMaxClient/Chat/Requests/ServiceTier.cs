namespace MiniMaxClient;

/// <summary>The processing tier that serves a request.</summary>
/// <remarks>
/// AIML API answers <c>auto</c>, <c>default</c>, <c>flex</c>, <c>scale</c> or <c>priority</c>; MiniMax itself takes
/// <c>standard</c> or <c>priority</c>.
/// </remarks>
[GeneratedJson]
public readonly partial record struct ServiceTier
{
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
}
