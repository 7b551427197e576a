using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Where the piece of text stands in the JSON of a chunk.</summary>
/// <param name="Kind">What it is a piece of.</param>
/// <param name="Start">The place behind its opening quote.</param>
/// <param name="End">The place of its closing quote.</param>
internal readonly record struct Piece(PieceKind Kind, int Start, int End)
{
    /// <summary>
    /// Finds the piece of a chunk with one choice; null where there is none, or where a property on the way to it comes twice.
    /// </summary>
    /// <exception cref="JsonException">The data are not JSON.</exception>
    public static Piece? Find(ReadOnlySpan<byte> data, JsonReaderOptions options)
    {
        var delta = new Utf8JsonReader(data, options);
        delta.Read();
        if (!(Enter(ref delta, "choices"u8) && EnterOnly(ref delta) && Enter(ref delta, "delta"u8)))
            return null;
        return Text(delta, PieceKind.Content, "content"u8)
            ?? Text(delta, PieceKind.ReasoningContent, "reasoning_content"u8)
            ?? Text(delta, PieceKind.RawReasoning, "reasoning"u8)
            ?? Arguments(delta);
    }

    private static Piece? Arguments(Utf8JsonReader json) =>
        Enter(ref json, "tool_calls"u8) && EnterOnly(ref json) && Enter(ref json, "function"u8)
            ? Text(json, PieceKind.Arguments, "arguments"u8)
            : null;

    /// <summary>The string of a property, unless it is empty.</summary>
    private static Piece? Text(Utf8JsonReader json, PieceKind kind, ReadOnlySpan<byte> name)
    {
        if (!Enter(ref json, name) || json.TokenType != JsonTokenType.String || json.ValueSpan.IsEmpty)
            return null;
        int start = (int)json.TokenStartIndex + 1;
        return new(kind, start, start + json.ValueSpan.Length);
    }

    /// <summary>Moves from an object to the value of a property that stands in it once.</summary>
    private static bool Enter(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        Utf8JsonReader found = default;
        int count = 0;
        if (json.TokenType != JsonTokenType.StartObject)
            return false;
        while (ObjectReader.Next(ref json))
        {
            bool isIt = ObjectReader.IsAt(ref json, name);
            json.Read();
            if (isIt)
            {
                found = json;
                count++;
            }

            json.Skip();
        }

        json = found;
        return count == 1;
    }

    /// <summary>Moves from an array to its only element.</summary>
    private static bool EnterOnly(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray || !json.Read() || json.TokenType == JsonTokenType.EndArray)
            return false;
        Utf8JsonReader found = json;
        json.Skip();
        json.Read();
        bool isOnly = json.TokenType == JsonTokenType.EndArray;
        json = found;
        return isOnly;
    }
}
