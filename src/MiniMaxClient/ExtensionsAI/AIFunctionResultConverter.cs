using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts the result of a function to the message that the model receives.</summary>
internal static class AIFunctionResultConverter
{
    public static ToolMessage ToToolMessage(FunctionResultContent content)
    {
        // The message of an exception is for the developer, not for the model.
        object? result = content.Result is null && content.Exception is not null ? "Error: the function failed." : content.Result;
        ToolMessage message = ToolMessageBuilder.CreateToolMessage(content.CallId, result, CompactJsonSerializer.Options)
            .WithNonEmptyContent();
        return content.Exception is null ? message : message with { IsError = true };
    }
}
