using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's function calls of the model's.</summary>
internal static class IncomingCall
{
    // Where the arguments stand that could not be read.
    private const string TextKey = "arguments";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = WireFormat.MaxDepth };

    public static FunctionCallContent Of(FunctionToolCall call)
    {
        string text = call.Function.Arguments;
        if (Parse(text) is { ValueKind: JsonValueKind.Object } json)
        {
            var arguments = new Dictionary<string, object?>();
            foreach (JsonProperty argument in json.EnumerateObject())
                arguments[argument.Name] = argument.Value.ValueKind == JsonValueKind.Null ? null : argument.Value;
            return new(call.Id, call.Function.Name, arguments) { RawRepresentation = call };
        }

        return new(call.Id, call.Function.Name)
        {
            Exception = new InvalidOperationException("The arguments of the call are not a JSON object."),
            RawRepresentation = call,
            AdditionalProperties = new() { [TextKey] = text },
        };
    }

    /// <summary>The arguments of a call; null when they are not JSON. None at all are an empty object.</summary>
    public static JsonElement? Parse(string? arguments)
    {
        try
        {
            // As bytes: a string with half of a surrogate pair in it would throw.
            return JsonElement.Parse(Encoding.UTF8.GetBytes(string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments!), Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
