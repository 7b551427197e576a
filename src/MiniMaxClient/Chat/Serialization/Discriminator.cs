using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Looks ahead for the property that tells the alternatives of a <c>oneOf</c> apart.</summary>
internal static class Discriminator
{
    /// <summary>
    /// The string under <paramref name="name"/> in the object that the reader stands on, wherever it stands there: MiniMax
    /// sends <c>type</c> last. Null when there is none.
    /// </summary>
    public static string? Peek(Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        while (ObjectReader.NextName(ref json))
        {
            bool found = ObjectReader.IsAt(ref json, name);
            json.Read();
            if (found)
                return json.TokenType == JsonTokenType.String ? JsonText.Read(ref json) : null;
            json.Skip();
        }

        return null;
    }
}
