using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's function calls of the model's.</summary>
internal static class IncomingCall
{
    // Where the arguments stand that could not be read.
    private const string TextKey = "arguments";

    public static FunctionCallContent Of(FunctionToolCall call)
    {
        if (ToolInvoker.Parse(call) is { ValueKind: JsonValueKind.Object } json && Read(json) is { } arguments)
            return new(call.Id, call.Function.Name, arguments) { RawRepresentation = call };
        return new(call.Id, call.Function.Name)
        {
            Exception = new InvalidOperationException("The arguments of the call are not a JSON object."),
            RawRepresentation = call,
            AdditionalProperties = new() { [TextKey] = call.Function.Arguments },
        };
    }

    /// <summary>The arguments by name; null where a name is none: half of a surrogate pair.</summary>
    private static Dictionary<string, object?>? Read(JsonElement json)
    {
        try
        {
            var arguments = new Dictionary<string, object?>();
            foreach (JsonProperty argument in json.EnumerateObject())
                arguments[argument.Name] = argument.Value.ValueKind == JsonValueKind.Null ? null : argument.Value;
            return arguments;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
