using System.Text.Json.Serialization;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Something that the page shows of an answer.</summary>
/// <remarks>
/// The cases are <see cref="ThinkingEvent"/>, <see cref="TextEvent"/>, <see cref="ToolCallEvent"/>,
/// <see cref="ToolResultEvent"/>, <see cref="UsageEvent"/> and, as the last one, <see cref="ErrorEvent"/> or
/// <see cref="DoneEvent"/>.
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

/// <summary>A piece of the thinking.</summary>
internal sealed record ThinkingEvent(string Text) : ChatEvent;

/// <summary>A piece of the answer.</summary>
internal sealed record TextEvent(string Text) : ChatEvent;

/// <summary>A tool begins to run.</summary>
internal sealed record ToolCallEvent(string Id, string Name, string Arguments) : ChatEvent;

/// <summary>A tool has ended.</summary>
internal sealed record ToolResultEvent(string Id, bool Succeeded, string Result, double Milliseconds) : ChatEvent;

/// <summary>What one answer of the model took; what the provider does not tell is null.</summary>
internal sealed record UsageEvent(
    long? PromptTokens, long? CompletionTokens, long? ReasoningTokens, decimal? Usd, string? CostSource) : ChatEvent;

/// <summary>The answer failed.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Advice">What to do.</param>
/// <param name="RetryAfterSeconds">How long the provider asks to wait; null when it does not say.</param>
/// <param name="Detail">What the provider's support asks for.</param>
internal sealed record ErrorEvent(string Title, string Advice, double? RetryAfterSeconds = null, string? Detail = null)
    : ChatEvent;

/// <summary>The answer is whole and part of the conversation.</summary>
/// <param name="Conversation">The conversation, for the next question.</param>
/// <param name="Note">What the reader should know of the answer; null for nothing.</param>
internal sealed record DoneEvent(string Conversation, string? Note) : ChatEvent;
