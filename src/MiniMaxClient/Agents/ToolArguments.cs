using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>The arguments of a function call, parsed: an object, nothing at all, or a problem.</summary>
internal readonly record struct ToolArguments
{
    private static readonly JsonDocumentOptions StrictOptions =
        new() { MaxDepth = WireFormat.MaxDepth, AllowDuplicateProperties = false };

    /// <summary>The arguments; undefined when they are missing or have a problem.</summary>
    public JsonElement Object { get; private init; }

    /// <summary>Whether there are no arguments: no text, white space, or <c>null</c>.</summary>
    public bool IsMissing { get; private init; }

    /// <summary>
    /// Why the arguments cannot be used, as the predicate of a sentence: <c>are not a JSON object</c>; null when they are an
    /// object or missing.
    /// </summary>
    public string? Problem { get; private init; }

    /// <summary>Parses the arguments as the model wrote them.</summary>
    /// <remarks>
    /// A JSON string that holds an object is that object: vLLM and others encode arguments twice. Anything else that is not an
    /// object, and an object that has a name twice, is a problem: it does not say what is to run.
    /// </remarks>
    /// <param name="text">The text; null for none.</param>
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
        // As bytes: a string with half of a surrogate pair in it would throw.
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
                Problem = IsJson(bytes, WireFormat.MaxDepth) ? "have a duplicate property"
                    : IsJson(bytes, int.MaxValue) ? $"nest deeper than {WireFormat.MaxDepth} levels"
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
