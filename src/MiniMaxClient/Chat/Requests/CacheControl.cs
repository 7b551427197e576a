namespace MiniMaxClient;

/// <summary>A marker at the end of a part of the prompt that the provider caches.</summary>
/// <remarks>
/// In the Anthropic style, the provider stores the prompt up to the marker, in the order tools, system messages, other messages,
/// and reads it from its cache in later requests that start in the same way. A request has at most four markers. Providers in
/// the OpenAI style cache on their own; the client does not send markers to them.
/// </remarks>
[GeneratedJson]
public sealed partial record CacheControl : SchemaObject
{
    /// <summary>Gets the marker <c>{"type":"ephemeral"}</c>: cached for 5 minutes after its last use at MiniMax.</summary>
    public static CacheControl Ephemeral { get; } = new() { Type = "ephemeral" };

    /// <summary>The kind of the cache, such as <c>ephemeral</c>.</summary>
    public required string Type { get; init; }
}

/// <summary>Specifies who places the markers of the prompt cache (<see cref="CacheControl"/>).</summary>
public enum PromptCaching
{
    /// <summary>The application places the markers.</summary>
    Manual,

    /// <summary>
    /// The client adds markers, where the request has none, to the last tool, the last system message and the last message before
    /// the new messages of the user.
    /// </summary>
    Automatic,
}
