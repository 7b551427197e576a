using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A call that the model makes.</summary>
/// <remarks>
/// The cases are <see cref="FunctionToolCall"/>, <see cref="CustomToolCall"/> and, for any type that the schema does not name,
/// <see cref="UnknownToolCall"/>.
/// </remarks>
[GeneratedJson(Discriminator = "type")]
public abstract partial record ToolCall : SchemaObject
{
    private protected ToolCall()
    {
    }

    /// <summary>The id by which the result refers to the call.</summary>
    [AnyJsonAsText]
    public required string Id { get; init; }

    /// <summary>The type as it stands on the wire.</summary>
    public abstract string Type { get; }

    /// <summary>The place of the call among its message's calls; MiniMax sends it in whole answers too.</summary>
    public int? Index { get; init; }

    // The type may be missing or wrong, although the schema requires it: the form of the call decides then.
    internal static ToolCall? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        ToolCall? known = Discriminator.Peek(json, "type"u8) switch
        {
            null or "" or "function" => FunctionToolCall.ReadObject(ref json) ?? (ToolCall?)CustomToolCall.ReadObject(ref json),
            "custom" => CustomToolCall.ReadObject(ref json) ?? (ToolCall?)FunctionToolCall.ReadObject(ref json),
            _ => null,
        };
        return known ?? UnknownToolCall.ReadObject(ref json);
    }
}

/// <summary>A call of a function.</summary>
[GeneratedJson(Case = "function")]
public sealed partial record FunctionToolCall : ToolCall
{
    /// <summary>The function and its arguments.</summary>
    public required FunctionCall Function { get; init; }

    /// <summary>The form of the other type, which a host may send too.</summary>
    [JsonPropertyName("custom")]
    internal JsonElement? OtherForm { get; private init; }
}

/// <summary>A call of a custom tool.</summary>
[GeneratedJson(Case = "custom")]
public sealed partial record CustomToolCall : ToolCall
{
    /// <summary>The tool and its input.</summary>
    public required CustomCall Custom { get; init; }

    /// <summary>The form of the other type, which a host may send too.</summary>
    [JsonPropertyName("function")]
    internal JsonElement? OtherForm { get; private init; }
}

/// <summary>A call of a type that the schema does not name; its properties are the additional ones.</summary>
[GeneratedJson]
public sealed partial record UnknownToolCall : ToolCall
{
    /// <summary>A call of any type.</summary>
    /// <param name="type">The type as it stands on the wire.</param>
    public UnknownToolCall(string type) => Type = type;

    /// <inheritdoc/>
    public override string Type { get; }
}

/// <summary>A call of a function.</summary>
[GeneratedJson]
public sealed partial record FunctionCall : SchemaObject
{
    private readonly Origin _origin;

    /// <summary>The name that is sent for a call whose name is empty.</summary>
    /// <remarks>
    /// A model may write such a call, and MiniMax rejects a history that has one: "function name or parameters is empty (2013)".
    /// </remarks>
    public const string UnnamedFunction = "unnamed_function";

    /// <summary>The name of the function.</summary>
    [AnyJsonAsText]
    public required string Name { get; init; }

    /// <summary>The arguments as JSON text, as the model wrote them: they may not be valid JSON.</summary>
    /// <remarks>Arguments that a host sends as a JSON value instead of a string are the JSON text of that value.</remarks>
    [AnyJsonAsText]
    public required string Arguments { get; init; }

    /// <summary>
    /// Whether a model wrote these arguments, and they are no JSON object: an empty object is sent in their place. Such arguments
    /// of the app are a validation error.
    /// </summary>
    internal bool HasUnusableArguments
    {
        get => _origin.Unusable is { } unusable && unusable == Arguments;
        init => _origin = new(value ? Arguments : null);
    }

    // Whether arguments come from a model is known only here.
    internal static FunctionCall? Read(ref Utf8JsonReader json) => ReadObject(ref json) is not { } call ? null
        : ArgumentsText.TryNormalize(call.Arguments, out _) ? call
        : call with { HasUnusableArguments = true };

    /// <summary>The origin of the arguments, which does not count when two calls are compared.</summary>
    private readonly struct Origin(string? unusable) : IEquatable<Origin>
    {
        public string? Unusable => unusable;

        public bool Equals(Origin other) => true;

        public override bool Equals(object? obj) => obj is Origin;

        public override int GetHashCode() => 0;
    }
}

/// <summary>A call of a custom tool.</summary>
[GeneratedJson]
public sealed partial record CustomCall : SchemaObject
{
    /// <summary>The name of the tool.</summary>
    [AnyJsonAsText]
    public required string Name { get; init; }

    /// <summary>The text that the model wrote for the tool.</summary>
    [AnyJsonAsText]
    public required string Input { get; init; }
}
