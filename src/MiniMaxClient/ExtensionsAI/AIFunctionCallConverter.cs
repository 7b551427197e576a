using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts tool calls to function calls of Microsoft.Extensions.AI.</summary>
internal static class AIFunctionCallConverter
{
    // The key of arguments that could not be parsed.
    private const string ArgumentsKey = "arguments";

    /// <summary>Converts a call without validating it.</summary>
    public static FunctionCallContent ToFunctionCallContent(FunctionToolCall call) =>
        ToFunctionCallContent(call, call.Function.Name, null, default);

    /// <summary>Converts a call; a call that must not run gets a name that no function has.</summary>
    /// <param name="call">The call.</param>
    /// <param name="schema">The schema of the function's arguments; null if it is unknown.</param>
    /// <param name="problem">The reason why the call must not run, as a message for the model; null if it may run.</param>
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
        JsonElement normalized = parsed.Object.ValueKind == JsonValueKind.Object && schema is { } argumentsSchema
            ? JsonSchemaValidator.NormalizeArguments(argumentsSchema, parsed.Object, cancellationToken)
            : parsed.Object;
        if (normalized.ValueKind == JsonValueKind.Object && ReadArguments(normalized) is { } arguments)
            return new(call.Id, name, arguments) { RawRepresentation = call };
        return new(call.Id, name)
        {
            Exception = new InvalidOperationException(
                $"The arguments of the call {parsed.Problem ?? "contain an unpaired surrogate in a name"}."),
            RawRepresentation = call,
            AdditionalProperties = new() { [ArgumentsKey] = call.Function.Arguments },
        };
    }

    /// <summary>Reads the arguments by name; null if a name contains an unpaired surrogate.</summary>
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
