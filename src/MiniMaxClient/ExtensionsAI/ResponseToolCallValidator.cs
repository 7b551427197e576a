using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Validates the tool calls of a response against the tools of its request, as a tool run does.</summary>
/// <param name="functions">The functions of the options.</param>
/// <param name="tools">The tools of the request, which may include further tools.</param>
/// <param name="isStreamed">Whether the response is streamed.</param>
internal sealed class ResponseToolCallValidator(IList<AITool>? functions, IReadOnlyList<Tool>? tools, bool isStreamed)
{
    /// <summary>Converts the calls of a message to contents, in order; invalid calls get a name that no function has.</summary>
    /// <param name="message">The message.</param>
    /// <param name="reason">The finish reason.</param>
    /// <param name="cancellationToken">Cancels the validation.</param>
    public IEnumerable<FunctionCallContent> ToValidatedContents(
        AssistantMessage message, FinishReason? reason, CancellationToken cancellationToken)
    {
        IReadOnlyList<ToolCall> calls = message.ToolCalls ?? [];
        for (int i = 0; i < calls.Count; i++)
        {
            if (calls[i] is not FunctionToolCall call)
                continue;
            string? truncation = i == calls.Count - 1 ? ToolCallValidator.FindTruncationReason(reason, isStreamed) : null;
            JsonElement? schema = FindSchema(call.Function.Name);
            string? problem =
                ToolCallValidator.FindArgumentsError(call.Function.Arguments, schema, truncation, cancellationToken);
            yield return AIFunctionCallConverter.ToFunctionCallContent(call, schema, problem, cancellationToken);
        }
    }

    /// <summary>Finds the schema of a function's arguments; null if the request does not have the function.</summary>
    private JsonElement? FindSchema(string name)
    {
        AIFunctionDeclaration? function = functions?.OfType<AIFunctionDeclaration>().FirstOrDefault(one => one.Name == name);
        if (function is not null)
            return FunctionSchemaConverter.ToParameterSchema(function.JsonSchema, isStrict: false);
        FunctionTool? tool = tools?.OfType<FunctionTool>().FirstOrDefault(one => one.Function.Name == name);
        return tool is null
            ? null
            : FunctionSchemaConverter.ToParameterSchema(tool.Function.Parameters ?? default, isStrict: false);
    }
}
