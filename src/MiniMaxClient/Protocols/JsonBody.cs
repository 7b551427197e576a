using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols;

/// <summary>Reads a body that is to be one JSON object.</summary>
internal static class JsonBody
{
    /// <exception cref="MiniMaxInvalidResponseException">The body is empty, HTML, cut, or JSON of another kind.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonRead<T> read, ProtocolContext context)
        where T : class
    {
        T? value;
        if (body.StartsWith("\uFEFF"u8))
            body = body.Slice(3);
        try
        {
            var json = new Utf8JsonReader(body, context.ReaderOptions);
            json.Read();
            value = read(ref json);

            // What follows the value must be white space: the reader throws on anything else.
            while (value is not null && json.Read())
            {
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            ReadOnlySpan<byte> text = body.Trim(" \t\r\n"u8);
            string what = text.IsEmpty ? "the body is empty"
                : text[0] == '<' ? "the body is HTML or XML"
                : $"the body is not whole JSON, or nests deeper than {context.MaxDepth} levels";

            // The reader's own exception is left out: it may quote the body, and a key in it.
            throw ErrorFactory.InvalidBody(context.Provider, what, body, context.Key);
        }

        return value ?? throw ErrorFactory.InvalidBody(
            context.Provider, "the body is JSON, but not an object", body, context.Key);
    }
}
