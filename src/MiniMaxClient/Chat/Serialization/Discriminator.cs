using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Reads ahead to the property that distinguishes the alternatives of a <c>oneOf</c>.</summary>
internal static class Discriminator
{
    /// <summary>
    /// Gets the string value of a property of the reader's object at any position (MiniMax sends <c>type</c> last), or null.
    /// </summary>
    /// <remarks>
    /// If the property is repeated, the last one is used, as for every property, so that the value checked is the value read.
    /// </remarks>
    public static string? Peek(Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        string? value = null;
        while (ObjectReader.TryReadPropertyName(ref json))
        {
            bool isMatch = ObjectReader.IsAtProperty(ref json, name);
            json.Read();
            if (isMatch && json.TokenType == JsonTokenType.String)
                value = JsonText.ReadString(ref json);
            json.Skip();
        }

        return value;
    }
}
