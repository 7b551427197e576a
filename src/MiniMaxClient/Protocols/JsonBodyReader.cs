using System.Text.Json;

namespace MiniMaxClient.Protocols;

/// <summary>Reads a body that should be one JSON object.</summary>
internal static class JsonBodyReader
{
    /// <exception cref="MiniMaxInvalidResponseException">The body is empty, HTML, cut, or JSON of another kind.</exception>
    /// <exception cref="MiniMaxException">The body is an error: an array with one in it, or in the adapter's own way.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonRead<T> readValue, ResponseContext context)
        where T : class
    {
        if (body.StartsWith("\uFEFF"u8))
            body = body.Slice(3);
        if (!TryRead(body, readValue, context, out T? value)
            && !(NonFiniteNumbers.ReplaceWithNull(body) is { } repaired && TryRead(repaired, readValue, context, out value)))
        {
            ReadOnlySpan<byte> text = body.Trim(" \t\r\n"u8);
            string what = text.IsEmpty ? "the body is empty"
                : text[0] == '<' ? "the body is HTML or XML"
                : $"the body is not complete JSON, or it nests deeper than {context.MaxDepth} levels";

            // The reader's own exception is left out: it may quote the body, and a key in it.
            throw ErrorReader.CreateBodyException(what, body, context);
        }

        if (value is not null)
            return value;
        throw ErrorReader.CreateBodyException("the body is JSON, but not an object", body, context);
    }

    /// <summary>Reads the value; false where the body is not one whole JSON value.</summary>
    private static bool TryRead<T>(ReadOnlySpan<byte> body, JsonRead<T> readValue, ResponseContext context, out T? value)
        where T : class
    {
        value = null;
        try
        {
            var json = new Utf8JsonReader(body, context.ReaderOptions);
            json.Read();
            value = readValue(ref json);

            // What follows the value must be white space: the reader throws on anything else.
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
