using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Reads a response body that should be one JSON object.</summary>
internal static class JsonBodyReader
{
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The body is empty, HTML, truncated, or JSON that is not an object.
    /// </exception>
    /// <exception cref="MiniMaxException">
    /// The body is an error: an array that contains one, or a form that the adapter recognizes.
    /// </exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonRead<T> readValue, ResponseContext context)
        where T : class
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body.Slice(3);
        if (!TryRead(body, readValue, context, out T? value)
            && !(NonFiniteNumbers.ReplaceWithNull(body) is { } repaired && TryRead(repaired, readValue, context, out value)))
        {
            ReadOnlySpan<byte> text = body.Trim(" \t\r\n"u8);
            string description = text.IsEmpty ? "the body is empty"
                : text[0] == '<' ? "the body is HTML or XML"
                : $"the body is not complete JSON, or it nests deeper than {context.MaxDepth} levels";

            // The JSON reader's exception is not included: it may quote the body, and an API key in it.
            throw ErrorReader.CreateBodyException(description, body, context);
        }

        return value ?? throw ErrorReader.CreateBodyException("the body is JSON, but not an object", body, context);
    }

    /// <summary>Reads the value; false if the body is not one complete JSON value.</summary>
    private static bool TryRead<T>(ReadOnlySpan<byte> body, JsonRead<T> readValue, ResponseContext context, out T? value)
        where T : class
    {
        value = null;
        try
        {
            var json = new Utf8JsonReader(body, context.ReaderOptions);
            json.Read();
            value = readValue(ref json);

            // Only white space may follow the value: the reader throws on anything else.
            while (value is not null && json.Read())
            {
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
