using System.Text;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the assistant's message of the ecosystem's.</summary>
/// <remarks>
/// A message that came through the adapter goes back as it came: what its contents do not tell is in its
/// <see cref="ReplayPatch"/>, which survives where the raw representation is lost. Contents that were changed since are sent as
/// they are now.
/// </remarks>
internal static class OutgoingAssistant
{
    /// <exception cref="NotSupportedException">The message has a content that cannot be sent.</exception>
    public static AssistantMessage Create(AIMessage message, UnsupportedContent unsupported)
    {
        AssistantMessage said = Create(message.Contents, unsupported);
        if (ReplayPatch.Apply(message.AdditionalProperties, said) is { } patched)
            return patched;
        if (message.RawRepresentation is AssistantMessage came && (message.Contents.Count == 0 || IsSameAs(came, said)))
            return came;
        return said with { Name = message.AuthorName ?? ReplayPatch.FindName(message.AdditionalProperties) };
    }

    /// <summary>What the contents say, whether or not neighbours of one kind were joined.</summary>
    /// <exception cref="NotSupportedException">A content cannot be sent.</exception>
    public static AssistantMessage Create(IEnumerable<AIContent> contents, UnsupportedContent unsupported)
    {
        var text = new StringBuilder();
        var refusal = new StringBuilder();
        var reasoning = new OutgoingReasoning();
        var calls = new List<ToolCall>();
        foreach (AIContent content in contents)
        {
            if (content is not (TextReasoningContent or UsageContent))
                reasoning.EndRun();
            switch (content)
            {
                case TextReasoningContent thought:
                    reasoning.Add(thought);
                    break;
                case TextContent { Text: var piece }:
                    text.Append(piece);
                    break;
                case FunctionCallContent call:
                    calls.Add(Call(call));
                    break;
                case ErrorContent { Message: var message }:
                    refusal.Append(message);
                    break;
                case UsageContent:
                    break;
                default:
                    unsupported.Omit(content.GetType().Name, "assistant message");
                    break;
            }
        }

        string whole = reasoning.Tagged + text;
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

    private static bool IsSameAs(AssistantMessage came, AssistantMessage said)
    {
        AssistantMessage same = Create(IncomingContents.Of(came), UnsupportedContent.Rejected);
        return JsonText.Bytes(same.Write).AsSpan().SequenceEqual(JsonText.Bytes(said.Write));
    }

    private static FunctionToolCall Call(FunctionCallContent call) => new()
    {
        Id = call.CallId,
        Function = new()
        {
            Name = InvalidCall.GetOriginalName(call),
            Arguments = call.Arguments is { } arguments ? Text(arguments) : "{}",
        },
    };

    private static string Text(IDictionary<string, object?> arguments) => Encoding.UTF8.GetString(JsonText.Bytes(json =>
    {
        json.WriteStartObject();
        foreach (KeyValuePair<string, object?> argument in arguments)
        {
            json.WritePropertyName(argument.Key);
            CompactJson.WriteValue(json, argument.Value);
        }

        json.WriteEndObject();
    }));
}
