using System.Text;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the assistant's message of the ecosystem's.</summary>
/// <remarks>
/// A message that came through the adapter goes back as it came: what its contents do not tell is in its
/// <see cref="AssistantMessagePatch"/>, which survives where the raw representation is lost. Contents that were changed since are
/// sent as
/// they are now.
/// </remarks>
internal static class AssistantMessageConverter
{
    /// <exception cref="NotSupportedException">The message has a content that cannot be sent.</exception>
    public static AssistantMessage ToAssistantMessage(AIMessage message, UnsupportedContentPolicy contentPolicy)
    {
        AssistantMessage said = ToAssistantMessage(message.Contents, contentPolicy);
        if (AssistantMessagePatch.ApplyPatch(message.AdditionalProperties, said) is { } patched)
            return patched;
        if (message.RawRepresentation is AssistantMessage came && (message.Contents.Count == 0 || HasSameContent(came, said)))
            return came;
        return said with { Name = message.AuthorName ?? AssistantMessagePatch.FindAuthorName(message.AdditionalProperties) };
    }

    /// <summary>What the contents say, whether or not neighbours of one kind were joined.</summary>
    /// <exception cref="NotSupportedException">A content cannot be sent.</exception>
    public static AssistantMessage ToAssistantMessage(IEnumerable<AIContent> contents, UnsupportedContentPolicy contentPolicy)
    {
        var text = new StringBuilder();
        var refusal = new StringBuilder();
        var reasoning = new ReasoningFieldsBuilder();
        var calls = new List<ToolCall>();
        foreach (AIContent content in contents)
        {
            if (content is not (TextReasoningContent or UsageContent))
                reasoning.CompleteBlock();
            switch (content)
            {
                case TextReasoningContent thought:
                    reasoning.AddContent(thought);
                    break;
                case TextContent { Text: var piece }:
                    text.Append(piece);
                    break;
                case FunctionCallContent call:
                    calls.Add(ToToolCall(call));
                    break;
                case ErrorContent { Message: var message }:
                    refusal.Append(message);
                    break;
                case UsageContent:
                    break;
                default:
                    contentPolicy.OmitOrThrow(content.GetType().Name, "assistant message");
                    break;
            }
        }

        string whole = reasoning.TaggedText + text;
        return new()
        {
            Content = whole.Length > 0 || (calls.Count == 0 && refusal.Length == 0) ? whole : null,
            ToolCalls = calls.Count > 0 ? calls : null,
            Refusal = refusal.Length > 0 ? refusal.ToString() : null,
            ReasoningContent = reasoning.ReasoningContent,
            RawReasoning = reasoning.RawReasoning,
            ReasoningDetails = reasoning.Details,
        };
    }

    private static bool HasSameContent(AssistantMessage original, AssistantMessage current)
    {
        AssistantMessage same = ToAssistantMessage(AIContentConverter.ToAIContents(original), UnsupportedContentPolicy.RejectAll);
        return JsonText.WriteToBytes(same.Write).AsSpan().SequenceEqual(JsonText.WriteToBytes(current.Write));
    }

    private static FunctionToolCall ToToolCall(FunctionCallContent call) => new()
    {
        Id = call.CallId,
        Function = new()
        {
            Name = InvalidFunctionCall.GetOriginalName(call),
            Arguments = call.Arguments is { } arguments ? ToArgumentsJson(arguments) : "{}",
        },
    };

    private static string ToArgumentsJson(IDictionary<string, object?> arguments) =>
        Encoding.UTF8.GetString(JsonText.WriteToBytes(json =>
    {
        json.WriteStartObject();
        foreach (KeyValuePair<string, object?> argument in arguments)
        {
            json.WritePropertyName(argument.Key);
            CompactJsonSerializer.WriteValue(json, argument.Value);
        }

        json.WriteEndObject();
    }));
}
