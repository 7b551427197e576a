using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Where the piece of text stands in the JSON of a chunk.</summary>
/// <param name="Kind">What it is a piece of.</param>
/// <param name="Place">Where it stands.</param>
internal readonly record struct Piece(PieceKind Kind, JsonPlace Place)
{
    /// <summary>
    /// Finds the piece of a chunk with one choice; null where there is none, or where a property on the way to it comes twice.
    /// </summary>
    public static Piece? Find(ReadOnlySpan<byte> data, JsonReaderOptions options)
    {
        var delta = new Utf8JsonReader(data, options);
        delta.Read();
        if (!(JsonPlace.Enter(ref delta, "choices"u8) && JsonPlace.EnterOnly(ref delta) && JsonPlace.Enter(ref delta, "delta"u8)))
            return null;
        return Of(PieceKind.Content, JsonPlace.OfText(delta, "content"u8))
            ?? Of(PieceKind.ReasoningContent, JsonPlace.OfText(delta, "reasoning_content"u8))
            ?? Of(PieceKind.RawReasoning, JsonPlace.OfText(delta, "reasoning"u8))
            ?? Of(PieceKind.Arguments, Arguments(delta));
    }

    private static Piece? Of(PieceKind kind, JsonPlace? place) => place is { } found ? new(kind, found) : null;

    private static JsonPlace? Arguments(Utf8JsonReader json) =>
        JsonPlace.Enter(ref json, "tool_calls"u8) && JsonPlace.EnterOnly(ref json) && JsonPlace.Enter(ref json, "function"u8)
            ? JsonPlace.OfText(json, "arguments"u8)
            : null;
}
