using System.Text.Json.Serialization;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Represents an event of an answer that the page displays.</summary>
/// <remarks>
/// The cases are <see cref="ThinkingEvent"/>, <see cref="TextEvent"/>, <see cref="ToolCallEvent"/>,
/// <see cref="ToolResultEvent"/>, <see cref="UsageEvent"/>, and <see cref="ErrorEvent"/> or <see cref="DoneEvent"/> as the last
/// event.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ThinkingEvent), "thinking")]
[JsonDerivedType(typeof(TextEvent), "text")]
[JsonDerivedType(typeof(ToolCallEvent), "toolCall")]
[JsonDerivedType(typeof(ToolResultEvent), "toolResult")]
[JsonDerivedType(typeof(UsageEvent), "usage")]
[JsonDerivedType(typeof(ErrorEvent), "error")]
[JsonDerivedType(typeof(DoneEvent), "done")]
internal abstract record ChatEvent;

/// <summary>A delta of the thinking.</summary>
internal sealed record ThinkingEvent(string Text) : ChatEvent;

/// <summary>A delta of the answer.</summary>
internal sealed record TextEvent(string Text) : ChatEvent;

/// <summary>The start of a tool call.</summary>
internal sealed record ToolCallEvent(string Id, string Name, string Arguments) : ChatEvent;

/// <summary>The result of a tool call.</summary>
internal sealed record ToolResultEvent(string Id, bool Succeeded, string Result, double Milliseconds) : ChatEvent;

/// <summary>The token counts and cost of one response; values that the provider does not report are null.</summary>
internal sealed record UsageEvent(
    long? PromptTokens, long? CompletionTokens, long? ReasoningTokens, decimal? Usd, string? CostSource) : ChatEvent;

/// <summary>The failure of an answer.</summary>
/// <param name="Title">A description of the error.</param>
/// <param name="Advice">The action that the user can take.</param>
/// <param name="RetryAfterSeconds">The wait that the provider requests; null for none.</param>
/// <param name="Detail">Information for the provider's support.</param>
internal sealed record ErrorEvent(string Title, string Advice, double? RetryAfterSeconds = null, string? Detail = null)
    : ChatEvent;

/// <summary>The end of a complete answer, which is saved in the conversation.</summary>
/// <param name="Conversation">The id of the conversation, for the next question.</param>
/// <param name="Note">A note about the answer; null for none.</param>
internal sealed record DoneEvent(string Conversation, string? Note) : ChatEvent;
