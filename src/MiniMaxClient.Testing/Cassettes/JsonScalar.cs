using System.Text.Json;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Represents the position of a JSON string or number, which is the value of a property.</summary>
/// <param name="Range">The bytes of the value; those of a string without its quotation marks.</param>
/// <param name="IsString">Whether the value is a string.</param>
internal readonly record struct JsonScalar(Range Range, bool IsString)
{
    /// <summary>Finds the values of properties in a body, which is JSON or a stream whose events have JSON.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isWanted">Determines whether a value is found, by the name and the depth of its property, from 1.</param>
    public static List<JsonScalar> Find(ReadOnlySpan<byte> body, Func<string, int, bool> isWanted)
    {
        List<JsonScalar> found = [];
        if (body.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..])
        {
            AddValues(body, 0, isWanted, found);
            return found;
        }

        for (int start = 0; start < body.Length;)
        {
            int length = body[start..].IndexOfAny((byte)'\n', (byte)'\r');
            int end = length < 0 ? body.Length : start + length;
            ReadOnlySpan<byte> line = body[start..end];
            if (line.StartsWith("data:"u8))
                AddValues(line["data:".Length..], start + "data:".Length, isWanted, found);
            start = end + 1;
        }

        return found;
    }

    private static void AddValues(ReadOnlySpan<byte> json, int offset, Func<string, int, bool> isWanted, List<JsonScalar> found)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { AllowTrailingCommas = true });
        try
        {
            bool isNext = false;
            while (reader.Read())
            {
                if (isNext && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                {
                    bool isString = reader.TokenType == JsonTokenType.String;
                    int start = offset + (int)reader.TokenStartIndex + (isString ? 1 : 0);
                    found.Add(new(start..(start + reader.ValueSpan.Length), isString));
                }

                isNext = reader.TokenType == JsonTokenType.PropertyName && isWanted(reader.GetString()!, reader.CurrentDepth);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The body was cut, or is no JSON; the values before are found.
        }
    }
}
