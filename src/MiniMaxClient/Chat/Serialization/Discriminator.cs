using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Looks ahead for the property that tells the alternatives of a <c>oneOf</c> apart.</summary>
internal static class Discriminator
{
    /// <summary>
    /// Gets the property's string in the reader's object, wherever it is there: MiniMax sends <c>type</c> last. Null for none.
    /// </summary>
    /// <remarks>Of several the last one counts, as for every property: what is checked is what was read.</remarks>
    public static string? Peek(Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        string? value = null;
        while (ObjectReader.NextName(ref json))
        {
            bool found = ObjectReader.IsAt(ref json, name);
            json.Read();
            if (found && json.TokenType == JsonTokenType.String)
                value = JsonText.Read(ref json);
            json.Skip();
        }

        return value;
    }
}
