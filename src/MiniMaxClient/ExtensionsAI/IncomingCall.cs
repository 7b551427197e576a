using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's function calls of the model's.</summary>
internal static class IncomingCall
{
    // Where the arguments stand that could not be read.
    private const string TextKey = "arguments";

    /// <summary>The call as its message says it, whether or not it may run.</summary>
    public static FunctionCallContent Of(FunctionToolCall call) => Create(call, call.Function.Name);

    /// <summary>The call; one that must not run has a name that no function has.</summary>
    /// <param name="call">The call.</param>
    /// <param name="problem">Why the call must not run, for the model to read; null when it may run.</param>
    public static FunctionCallContent Of(FunctionToolCall call, string? problem)
    {
        if (problem is null)
            return Of(call);
        FunctionCallContent content = Create(call, InvalidCall.Rename(call.Function.Name));
        content.Exception ??= new InvalidOperationException($"The call must not run: {problem}");
        InvalidCall.SetProblem(content, problem);
        return content;
    }

    private static FunctionCallContent Create(FunctionToolCall call, string name)
    {
        ToolArguments parsed = ToolArguments.Parse(call.Function.Arguments);
        if (parsed.IsMissing)
            return new(call.Id, name, new Dictionary<string, object?>()) { RawRepresentation = call };
        if (parsed.Object.ValueKind == JsonValueKind.Object && Read(parsed.Object) is { } arguments)
            return new(call.Id, name, arguments) { RawRepresentation = call };
        return new(call.Id, name)
        {
            Exception = new InvalidOperationException(
                $"The arguments of the call {parsed.Problem ?? "have half of a surrogate pair in a name"}."),
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
