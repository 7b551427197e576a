using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Arguments of a function call in the form that providers accept: the text of one JSON object.</summary>
internal static class ArgumentsText
{
    /// <summary>An object without arguments.</summary>
    public const string None = "{}";

    /// <summary>Gives the JSON object that arguments stand for without loss.</summary>
    /// <remarks>
    /// Missing arguments and <c>null</c> are an empty object, and a JSON string that holds an object is that object: some hosts
    /// encode arguments twice (vllm#54964).
    /// </remarks>
    /// <param name="text">The arguments as they came.</param>
    /// <param name="arguments">The object's text, the same instance where it is one already.</param>
    /// <returns>False when the arguments are cut, are not JSON or are a value other than an object.</returns>
    public static bool TryNormalize(string? text, out string arguments)
    {
        arguments = None;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        switch (Kind(text!, out string? inner))
        {
            case JsonTokenType.StartObject:
                arguments = text!;
                return true;
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.String when Kind(inner!, out _) == JsonTokenType.StartObject:
                arguments = inner!;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether a text is one JSON value.</summary>
    public static bool IsJson(string text) => Kind(text, out _) != JsonTokenType.None;

    /// <summary>The type of the one JSON value in a text; none when the text is not JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="inner">The value of a JSON string.</param>
    private static JsonTokenType Kind(string text, out string? inner)
    {
        inner = null;
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            int length = Encoding.UTF8.GetBytes(text, 0, text.Length, utf8, 0);
            var json = new Utf8JsonReader(utf8.AsSpan(0, length), WireFormat.ReaderOptions);
            if (!json.Read())
                return JsonTokenType.None;
            JsonTokenType kind = json.TokenType;
            if (kind == JsonTokenType.String)
                inner = JsonText.Read(ref json);
            while (json.Read())
            {
            }

            return kind;
        }
        catch (JsonException)
        {
            return JsonTokenType.None;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8, clearArray: true);
        }
    }
}
