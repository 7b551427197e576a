using System.Text;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts assistant messages of Microsoft.Extensions.AI to those of a request.</summary>
/// <remarks>
/// A message received through the adapter is sent back as received: properties that its contents do not represent are in its
/// <see cref="AssistantMessagePatch"/>, which is serialized even if the raw representation is lost. Contents that were changed
/// are sent as changed.
/// </remarks>
internal static class AIAssistantMessageConverter
{
    /// <exception cref="NotSupportedException">The message has a content that cannot be sent.</exception>
    public static AssistantMessage ToAssistantMessage(AIMessage message, UnsupportedContentPolicy contentPolicy)
    {
        AssistantMessage current = ToAssistantMessage(message.Contents, contentPolicy);
        if (AssistantMessagePatch.ApplyPatch(message.AdditionalProperties, current) is { } patched)
            return patched;
        if (message.RawRepresentation is AssistantMessage original
            && (message.Contents.Count == 0 || HasSameContent(original, current)))
            return original;
        return current with { Name = message.AuthorName ?? AssistantMessagePatch.FindAuthorName(message.AdditionalProperties) };
    }

    /// <summary>Converts contents; adjacent contents of the same type may be merged or not.</summary>
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
                case TextReasoningContent reasoningContent:
                    reasoning.AddContent(reasoningContent);
                    break;
                case TextContent { Text: var value }:
                    text.Append(value);
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

        string completeText = reasoning.TaggedText + text;
        return new()
        {
            Content = completeText.Length > 0 || (calls.Count == 0 && refusal.Length == 0) ? completeText : null,
            ToolCalls = calls.Count > 0 ? calls : null,
            Refusal = refusal.Length > 0 ? refusal.ToString() : null,
            ReasoningContent = reasoning.ReasoningContent,
            RawReasoning = reasoning.RawReasoning,
            ReasoningDetails = reasoning.Details,
        };
    }

    private static bool HasSameContent(AssistantMessage original, AssistantMessage current)
    {
        AssistantMessage converted =
            ToAssistantMessage(AIContentConverter.ToAIContents(original), UnsupportedContentPolicy.RejectAll);
        return JsonText.WriteToBytes(converted.Write).AsSpan().SequenceEqual(JsonText.WriteToBytes(current.Write));
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
