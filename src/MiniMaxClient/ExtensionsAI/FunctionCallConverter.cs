using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's function calls of the model's.</summary>
internal static class FunctionCallConverter
{
    // Where the arguments stand that could not be read.
    private const string ArgumentsKey = "arguments";

    /// <summary>The call as its message says it, whether or not it may run.</summary>
    public static FunctionCallContent ToFunctionCallContent(FunctionToolCall call) =>
        ToFunctionCallContent(call, call.Function.Name, null, default);

    /// <summary>The call; one that must not run has a name that no function has.</summary>
    /// <param name="call">The call.</param>
    /// <param name="schema">The schema of the function's arguments; null when it is not known.</param>
    /// <param name="problem">Why the call must not run, for the model to read; null when it may run.</param>
    /// <param name="cancellationToken">Cancels the conversion of the arguments.</param>
    public static FunctionCallContent ToFunctionCallContent(
        FunctionToolCall call, JsonElement? schema, string? problem, CancellationToken cancellationToken)
    {
        if (problem is null)
            return ToFunctionCallContent(call, call.Function.Name, schema, cancellationToken);
        FunctionCallContent content =
            ToFunctionCallContent(call, InvalidFunctionCall.ToInvalidName(call.Function.Name), null, cancellationToken);
        content.Exception ??= new InvalidOperationException($"The call must not run: {problem}");
        InvalidFunctionCall.SetProblem(content, problem);
        return content;
    }

    private static FunctionCallContent ToFunctionCallContent(
        FunctionToolCall call, string name, JsonElement? schema, CancellationToken cancellationToken)
    {
        ToolArguments parsed = ToolArguments.Parse(call.Function.Arguments);
        if (parsed.IsMissing)
            return new(call.Id, name, new Dictionary<string, object?>()) { RawRepresentation = call };
        JsonElement given = parsed.Object.ValueKind == JsonValueKind.Object && schema is { } known
            ? JsonSchemaValidator.NormalizeArguments(known, parsed.Object, cancellationToken)
            : parsed.Object;
        if (given.ValueKind == JsonValueKind.Object && ReadArguments(given) is { } arguments)
            return new(call.Id, name, arguments) { RawRepresentation = call };
        return new(call.Id, name)
        {
            Exception = new InvalidOperationException(
                $"The arguments of the call {parsed.Problem ?? "contain an unpaired surrogate in a name"}."),
            RawRepresentation = call,
            AdditionalProperties = new() { [ArgumentsKey] = call.Function.Arguments },
        };
    }

    /// <summary>The arguments by name; null where a name is none: half of a surrogate pair.</summary>
    private static Dictionary<string, object?>? ReadArguments(JsonElement json)
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
