using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A call of a function.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<FunctionCall>))]
public sealed record FunctionCall : SchemaObject
{
    private readonly Origin _origin;

    /// <summary>The name that is sent for a call whose name is empty.</summary>
    /// <remarks>
    /// A model may write such a call, and MiniMax rejects a history that has one: "function name or parameters is empty (2013)".
    /// </remarks>
    public const string UnnamedFunction = "unnamed_function";

    /// <summary>The name of the function.</summary>
    public required string Name { get; init; }

    /// <summary>The arguments as JSON text, as the model wrote them: they may not be valid JSON.</summary>
    /// <remarks>Arguments that a host sends as a JSON value instead of a string are the JSON text of that value.</remarks>
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

    internal static FunctionCall? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? name = null, arguments = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Text(ref json, "name"u8, ref name)
                || rest.Text(ref json, "arguments"u8, ref arguments)))
                rest.Keep(ref json);
        }

        return new FunctionCall
        {
            Name = name ?? "",
            Arguments = arguments ?? "",
            AdditionalProperties = rest.Kept,
            HasUnusableArguments = !ArgumentsText.TryNormalize(arguments, out _),
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("name"u8, Name);
        json.Property("arguments"u8, Arguments);
    }

    /// <summary>The origin of the arguments, which does not count when two calls are compared.</summary>
    private readonly struct Origin(string? unusable) : IEquatable<Origin>
    {
        public string? Unusable => unusable;

        public bool Equals(Origin other) => true;

        public override bool Equals(object? obj) => obj is Origin;

        public override int GetHashCode() => 0;
    }
}
