namespace MiniMaxClient.Testing.Dialects;

/// <summary>Represents a host of MiniMax's APIs: its paths, and whether it enforces the rules of each model.</summary>
internal sealed record MiniMaxHost(string Name, string RootPath, string BasePath)
{
    /// <summary>Gets MiniMax itself.</summary>
    public static MiniMaxHost MiniMax { get; } =
        new("MiniMax", "/minimax", "") { HasChatCompletions = true, HasMessages = true, IsStrict = true };

    public static MiniMaxHost OpenAICompatible { get; } = new("OpenAICompatible", "/openai", "/v1") { HasChatCompletions = true };

    /// <summary>Gets the host whose recorded paths include the base path, which is part of MiniMax's addresses.</summary>
    public static MiniMaxHost AnthropicCompatible { get; } = new("AnthropicCompatible", "", "/anthropic") { HasMessages = true };

    public bool HasChatCompletions { get; init; }
    public bool HasMessages { get; init; }

    /// <summary>Gets whether the host has the limits of MiniMax itself; other hosts accept more.</summary>
    public bool IsStrict { get; init; }
}
