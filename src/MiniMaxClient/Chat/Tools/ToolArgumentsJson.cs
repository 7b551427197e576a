using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MiniMaxClient;

/// <summary>Converts the arguments of a function call to the form that providers accept: the text of a JSON object.</summary>
internal static class ToolArgumentsJson
{
    /// <summary>An object without arguments.</summary>
    public const string EmptyObject = "{}";

    /// <summary>Converts arguments to the JSON object that they represent without loss.</summary>
    /// <remarks>
    /// Missing arguments and <c>null</c> are converted to an empty object, and a JSON string that contains an object to that
    /// object: some hosts encode arguments twice (vllm#54964).
    /// </remarks>
    /// <param name="text">The arguments as received.</param>
    /// <param name="arguments">The text of the object; the same instance if it already is one.</param>
    /// <returns>False if the arguments are truncated, invalid JSON or a value other than an object.</returns>
    public static bool TryNormalize(string? text, out string arguments)
    {
        arguments = EmptyObject;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        switch (GetTokenType(text!, out string? inner))
        {
            case JsonTokenType.StartObject:
                arguments = text!;
                return true;
            case JsonTokenType.Null:
                return true;
            case JsonTokenType.String when GetTokenType(inner!, out _) == JsonTokenType.StartObject:
                arguments = inner!;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether a text is a single JSON value.</summary>
    public static bool IsValidJson(string text) => GetTokenType(text, out _) != JsonTokenType.None;

    /// <summary>
    /// Gets the type of the single JSON value in a text; <see cref="JsonTokenType.None"/> if the text is not valid JSON.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="inner">The value of a JSON string.</param>
    private static JsonTokenType GetTokenType(string text, out string? inner)
    {
        inner = null;
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            int length = Encoding.UTF8.GetBytes(text, 0, text.Length, utf8, 0);
            var json = new Utf8JsonReader(utf8.AsSpan(0, length), JsonSettings.ReaderOptions);
            if (!json.Read())
                return JsonTokenType.None;
            JsonTokenType type = json.TokenType;
            if (type == JsonTokenType.String)
                inner = JsonText.ReadString(ref json);
            while (json.Read())
            {
            }

            return type;
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
