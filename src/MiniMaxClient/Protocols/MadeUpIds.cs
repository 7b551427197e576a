namespace MiniMaxClient.Protocols;

/// <summary>Ids for tool calls that came without one: a result must be able to refer to its call.</summary>
internal static class MadeUpIds
{
    /// <summary>An id that no other call of a conversation has, as far as the answer's own id is unique.</summary>
    /// <param name="answerId">The id of the answer.</param>
    /// <param name="place">The place of the call in it.</param>
    public static string Of(string? answerId, int place) => $"call_{(answerId is { Length: > 0 } id ? id + "_" : "")}{place}";

    /// <summary>The answer with an id for each call.</summary>
    public static ChatCompletion Fill(ChatCompletion completion)
    {
        if (!completion.Choices.Any(static choice => HasBlank(choice.Message)))
            return completion;
        return completion with
        {
            Choices = completion.Choices.Select(choice => !HasBlank(choice.Message) ? choice : choice with
            {
                Message = choice.Message with
                {
                    ToolCalls = choice.Message.ToolCalls!
                        .Select((call, i) => IsBlank(call) ? call with { Id = Of(completion.Id, i) } : call).ToArray(),
                },
            }).ToArray(),
        };
    }

    private static bool HasBlank(AssistantMessage message) => message.ToolCalls?.Any(IsBlank) == true;

    private static bool IsBlank(ToolCall call) => string.IsNullOrWhiteSpace(call.Id);
}
