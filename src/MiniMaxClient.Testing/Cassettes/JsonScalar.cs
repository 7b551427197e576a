using System.Text.Json;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Represents the position of a JSON string or number, which is the value of a property.</summary>
/// <param name="Range">The bytes of the value; those of a string without its quotation marks.</param>
/// <param name="IsString">Whether the value is a string.</param>
internal readonly record struct JsonScalar(Range Range, bool IsString)
{
    // The default of 64 would end the search in a deeper body.
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, MaxDepth = 1000 };

    /// <summary>Finds the values of properties in a body of JSON values or of a stream whose events have JSON.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isWanted">Determines whether a value is found, by the name and the depth of its property, from 1.</param>
    /// <param name="isDeep">Whether those in an array or object that is the value of such a property are found.</param>
    public static List<JsonScalar> Find(ReadOnlySpan<byte> body, Func<string, int, bool> isWanted, bool isDeep = false)
    {
        List<JsonScalar> found = [];
        int start = body.StartsWith("\uFEFF"u8) ? "\uFEFF"u8.Length : 0;
        while (body[start..].TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..])
            start += AddValues(body[start..], start, isWanted, isDeep, found);

        while (start < body.Length)
        {
            int length = body[start..].IndexOfAny((byte)'\n', (byte)'\r');
            int end = length < 0 ? body.Length : start + length;
            ReadOnlySpan<byte> line = body[start..end];
            if (line.StartsWith("data:"u8))
                AddValues(line["data:".Length..], start + "data:".Length, isWanted, isDeep, found);
            start = end + 1;
        }

        return found;
    }

    /// <summary>Adds the values of an object or array, and returns its length.</summary>
    private static int AddValues(
        ReadOnlySpan<byte> json, int offset, Func<string, int, bool> isWanted, bool isDeep, List<JsonScalar> found)
    {
        Utf8JsonReader reader = new(json, Options);
        try
        {
            bool isNext = false;
            // The depth of the array or object whose values are found.
            int? wantedDepth = null;
            while (reader.Read())
            {
                if ((isNext || wantedDepth is not null) && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                {
                    bool isString = reader.TokenType == JsonTokenType.String;
                    int start = offset + (int)reader.TokenStartIndex + (isString ? 1 : 0);
                    found.Add(new(start..(start + reader.ValueSpan.Length), isString));
                }

                bool isStart = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
                bool isEnd = reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
                if (isNext && isStart && isDeep)
                    wantedDepth ??= reader.CurrentDepth;
                else if (isEnd && reader.CurrentDepth == wantedDepth)
                    wantedDepth = null;
                if (isEnd && reader.CurrentDepth == 0)
                    return (int)reader.BytesConsumed;
                isNext = reader.TokenType == JsonTokenType.PropertyName && isWanted(reader.GetString()!, reader.CurrentDepth);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The body was cut, or is no JSON; the values before are found.
        }

        return json.Length;
    }
}
