using System.Text.Json;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Keeps a loop from running a call that must not run, and tells the model why on the next request.</summary>
/// <remarks>
/// <c>FunctionInvokingChatClient</c> ignores <see cref="FunctionCallContent.Exception"/> and runs whatever has the name of a
/// function. A call that must not run therefore has a name that no function has, and the loop answers it with "not found". When
/// the history is sent, the call has its own name again, and a result that quotes the other name gives the reason instead. The
/// name alone marks such a call, so that the mark survives where contents are stored.
/// </remarks>
internal static class InvalidFunctionCall
{
    // Not allowed in the name of a tool, so that neither a request nor an app can have a function of such a name.
    private const string InvalidNameSuffix = " (invalid arguments)";

    private const string ProblemKey = "minimax_invalid_arguments";

    public static string ToInvalidName(string name) => name + InvalidNameSuffix;

    /// <summary>The name by which the model called the function.</summary>
    public static string GetOriginalName(FunctionCallContent call) =>
        IsInvalid(call) ? call.Name.Substring(0, call.Name.Length - InvalidNameSuffix.Length) : call.Name;

    public static void SetProblem(FunctionCallContent call, string problem) =>
        (call.AdditionalProperties ??= [])[ProblemKey] = problem;

    /// <summary>The messages, in which results that quote the name of no function tell the reason.</summary>
    public static IEnumerable<AIMessage> ExplainResults(IEnumerable<AIMessage> messages)
    {
        var invalid = new Dictionary<string, FunctionCallContent>(StringComparer.Ordinal);
        foreach (AIMessage message in messages)
        {
            foreach (FunctionCallContent call in message.Contents.OfType<FunctionCallContent>())
            {
                if (call.CallId is not { } id)
                    continue;
                if (IsInvalid(call))
                    invalid[id] = call;
                else
                    invalid.Remove(id);
            }

            if (invalid.Count == 0 || !message.Contents.Any(content => CreateExplainedResult(content, invalid) is not null))
            {
                yield return message;
                continue;
            }

            AIMessage explained = message.Clone();
            explained.Contents = [.. message.Contents.Select(content => CreateExplainedResult(content, invalid) ?? content)];
            yield return explained;
        }
    }

    private static bool IsInvalid(FunctionCallContent call) => call.Name.EndsWith(InvalidNameSuffix, StringComparison.Ordinal);

    private static FunctionResultContent? CreateExplainedResult(
        AIContent content, Dictionary<string, FunctionCallContent> invalid)
    {
        if (content is not FunctionResultContent { CallId: { } id } result
            || !invalid.TryGetValue(id, out FunctionCallContent? call)
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
