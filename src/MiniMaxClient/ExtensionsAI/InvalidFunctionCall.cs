using System.Text.Json;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Prevents a loop from running an invalid call, and sends the reason with the next request.</summary>
/// <remarks>
/// <c>FunctionInvokingChatClient</c> ignores <see cref="FunctionCallContent.Exception"/> and runs every call that has the name of
/// a function. An invalid call therefore gets a name that no function has, and the loop returns "not found" as its result. When
/// the history is sent, the original name is restored, and a result that quotes the invalid name is replaced by the reason. The
/// name alone marks an invalid call, so that the mark survives serialization.
/// </remarks>
internal static class InvalidFunctionCall
{
    // Contains characters that tool names must not have, so that no function can have such a name.
    private const string InvalidNameSuffix = " (invalid arguments)";

    private const string ProblemKey = "minimax_invalid_arguments";

    public static string ToInvalidName(string name) => name + InvalidNameSuffix;

    /// <summary>Gets the name that the model sent.</summary>
    public static string GetOriginalName(FunctionCallContent call) =>
        IsInvalid(call) ? call.Name.Substring(0, call.Name.Length - InvalidNameSuffix.Length) : call.Name;

    public static void SetProblem(FunctionCallContent call, string problem) =>
        (call.AdditionalProperties ??= [])[ProblemKey] = problem;

    /// <summary>Replaces results that quote an invalid name by the reason.</summary>
    public static IEnumerable<AIMessage> ExplainResults(IEnumerable<AIMessage> messages)
    {
        var invalidCalls = new Dictionary<string, FunctionCallContent>(StringComparer.Ordinal);
        foreach (AIMessage message in messages)
        {
            foreach (FunctionCallContent call in message.Contents.OfType<FunctionCallContent>())
            {
                if (call.CallId is not { } id)
                    continue;
                if (IsInvalid(call))
                    invalidCalls[id] = call;
                else
                    invalidCalls.Remove(id);
            }

            if (invalidCalls.Count == 0
                || !message.Contents.Any(content => CreateExplainedResult(content, invalidCalls) is not null))
            {
                yield return message;
                continue;
            }

            AIMessage explained = message.Clone();
            explained.Contents = [.. message.Contents.Select(content => CreateExplainedResult(content, invalidCalls) ?? content)];
            yield return explained;
        }
    }

    private static bool IsInvalid(FunctionCallContent call) => call.Name.EndsWith(InvalidNameSuffix, StringComparison.Ordinal);

    private static FunctionResultContent? CreateExplainedResult(
        AIContent content, Dictionary<string, FunctionCallContent> invalidCalls)
    {
        if (content is not FunctionResultContent { CallId: { } id } result
            || !invalidCalls.TryGetValue(id, out FunctionCallContent? call)
            || GetText(result.Result)?.Contains(call.Name) != true)
            return null;
        object? problem = null;
        call.AdditionalProperties?.TryGetValue(ProblemKey, out problem);
        string text = $"Error: {GetText(problem) ?? "the arguments are not valid."}";
        return new(id, text) { Exception = new InvalidOperationException(text) };
    }

    private static string? GetText(object? value) => value switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => JsonText.ReadString(element),
        _ => null,
    };
}
