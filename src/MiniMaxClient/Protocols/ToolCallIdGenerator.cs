namespace MiniMaxClient.Protocols;

/// <summary>Generates ids for tool calls that have no id or repeat an earlier one: a result refers to its call by id.</summary>
internal static class ToolCallIdGenerator
{
    /// <summary>Creates an id that is unique in a conversation, provided that the response's id is.</summary>
    /// <param name="responseId">The id of the response.</param>
    /// <param name="index">The index of the call in the response.</param>
    public static string CreateId(string? responseId, int index) =>
        $"call_{(responseId is { Length: > 0 } id ? id + "_" : "")}{index}";

    /// <summary>Returns the completion with a unique id for each tool call.</summary>
    public static ChatCompletion FillMissingIds(ChatCompletion completion)
    {
        if (!completion.Choices.Any(static choice => ShouldFillIds(choice.Message) || ShouldMarkAnyCall(choice.Message)))
            return completion;
        return completion with
        {
            Choices = completion.Choices
                .Select(choice => choice.Message.ToolCalls is { Count: > 0 } calls
                    ? choice with { Message = choice.Message with { ToolCalls = FillMissingIds(calls, completion.Id) } }
                    : choice)
                .ToArray(),
        };
    }

    /// <summary>Returns the tool calls of one message with a unique id for each.</summary>
    public static IReadOnlyList<ToolCall> FillMissingIds(IReadOnlyList<ToolCall> calls, string? responseId)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        bool[] hasUniqueId = [.. calls.Select(call => HasUniqueId(call, ids))];
        return calls
            .Select((call, i) => hasUniqueId[i] ? call : call with { Id = CreateUnusedId(CreateId(responseId, i), ids) })
            .Select(MarkUnusableArguments)
            .ToArray();
    }

    private static string CreateUnusedId(string id, HashSet<string> ids)
    {
        string unused = id;
        for (int i = 2; !ids.Add(unused); i++)
            unused = $"{id}_{i}";
        return unused;
    }

    // Only the model's unusable arguments are replaced when the call is sent back; the app's arguments are sent as they are.
    private static ToolCall MarkUnusableArguments(ToolCall call) => ShouldMarkArguments(call)
        ? (FunctionToolCall)call with { Function = ((FunctionToolCall)call).Function with { HasUnusableArguments = true } }
        : call;

    private static bool ShouldMarkArguments(ToolCall call) =>
        call is FunctionToolCall { Function: { HasUnusableArguments: false, Arguments: var arguments } }
        && !ToolArgumentsJson.TryNormalize(arguments, out _);

    private static bool ShouldMarkAnyCall(AssistantMessage message) => message.ToolCalls?.Any(ShouldMarkArguments) == true;

    private static bool ShouldFillIds(AssistantMessage message)
    {
        if (message.ToolCalls is not { Count: > 0 } calls)
            return false;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        return !calls.All(call => HasUniqueId(call, ids));
    }

    private static bool HasUniqueId(ToolCall call, HashSet<string> ids) =>
        !string.IsNullOrWhiteSpace(call.Id) && ids.Add(call.Id);
}
