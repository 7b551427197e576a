using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>The parsed arguments of a function call: an object, no arguments, or a problem.</summary>
internal readonly record struct ToolArguments
{
    private static readonly JsonDocumentOptions StrictOptions =
        new() { MaxDepth = JsonSettings.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The arguments; undefined if they are missing or invalid.</summary>
    public JsonElement Object { get; private init; }

    /// <summary>Whether there are no arguments: no text, white space, or <c>null</c>.</summary>
    public bool IsMissing { get; private init; }

    /// <summary>
    /// The problem of the arguments, as the predicate of a sentence: <c>are not a JSON object</c>; null if they are an object or
    /// missing.
    /// </summary>
    public string? Problem { get; private init; }

    /// <summary>Parses the arguments as received.</summary>
    /// <remarks>
    /// A JSON string that contains an object is decoded: vLLM and others encode arguments twice. Any other value that is not an
    /// object, and an object with a duplicate property, is a problem: it does not determine the call.
    /// </remarks>
    /// <param name="text">The arguments; null for none.</param>
    public static ToolArguments Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new() { IsMissing = true };
        ToolArguments arguments = ParseJson(text!, out JsonElement value);
        if (value.ValueKind != JsonValueKind.String)
            return arguments;
        ToolArguments inner = ParseJson(JsonText.ReadString(value), out _);
        return inner.Object.ValueKind == JsonValueKind.Object ? inner : arguments;
    }

    private static ToolArguments ParseJson(string text, out JsonElement value)
    {
        // Parsed as bytes, because a string with an unpaired surrogate would throw.
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        value = default;
        try
        {
            value = JsonElement.Parse(bytes, StrictOptions);
        }
        catch (JsonException)
        {
            return new()
            {
                Problem = IsJson(bytes, JsonSettings.MaxDepth) ? "have a duplicate property"
                    : IsJson(bytes, int.MaxValue) ? $"nest deeper than {JsonSettings.MaxDepth} levels"
                    : "are not a JSON object",
            };
        }
        catch (InvalidOperationException)
        {
            return new() { Problem = "contain an unpaired surrogate in the name of a property" };
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => new() { Object = value },
            JsonValueKind.Null => new() { IsMissing = true },
            _ => new() { Problem = "are not a JSON object" },
        };
    }

    private static bool IsJson(byte[] bytes, int maxDepth)
    {
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
