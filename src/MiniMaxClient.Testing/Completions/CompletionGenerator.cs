using System.Text.Json;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Completions;

/// <summary>Generates the completion for a call, with generated values for everything that the reply does not define.</summary>
internal sealed class CompletionGenerator(EmulatedCall call, IRequestBody request, CompletionStyle style)
{
    private const int MaxQuotedCharacters = 80;

    public Completion CreateScripted(ReplyContent.Scripted script)
    {
        ToolUse[] calls =
            [.. script.ToolCalls.Select((toolCall, i) => toolCall with { Id = toolCall.Id ?? CreateToolCallId(i) })];
        return new Completion
        {
            Id = call.Id,
            Created = call.Now.ToUnixTimeSeconds(),
            Model = style.Model,
            Text = script.Text,
            Thinking = script.Thinking,
            IsThinkingSeparate = style.IsThinkingSeparate,
            HasReasoningDetails = style.HasReasoningDetails,
            ToolCalls = calls,
            FinishReason = script.FinishReason ?? (calls.Length > 0 ? "tool_calls" : "stop"),
            Tokens = script.Tokens ?? CountTokens(script.Text, script.Thinking, calls),
        };
    }

    /// <summary>
    /// Creates a completion from the request: text that quotes the prompt, a call of a required tool, or JSON that conforms to
    /// the requested schema or to one in an instruction.
    /// </summary>
    public Completion CreateDefault(bool shouldFollowFormat, bool shouldCallTools, int? defaultMaxTokens)
    {
        // AIML API's sample of the role-play model has neither thinking nor reasoning tokens.
        string prompt = QuotePrompt(request.LastUserText);
        bool isThinking = style.IsThinking && style.Model != "M2-her";
        string? thinking = isThinking ? CreateThinking(prompt) : null;
        ReplyContent.Scripted script;
        if ((request.ForcedTool ?? (shouldCallTools ? request.OfferedTool : null)) is { } tool)
        {
            string arguments = tool.Schema is { } parameters ? SchemaExample.CreateExample(parameters) : "{}";
            script = new("", thinking) { ToolCalls = [new(tool.Name, arguments, null)] };
        }
        else
        {
            JsonElement? requested = shouldFollowFormat ? request.ResponseSchema : null;
            string text = (requested ?? request.InstructedSchema) is { } schema
                ? SchemaExample.CreateExample(schema)
                : $"{style.Model} heard you say: \"{prompt}\".";
            script = new(text, thinking);
        }

        Completion completion = CreateScripted(script);
        return (request.MaxTokens ?? defaultMaxTokens) is { } limit && limit < completion.Tokens.Completion
            ? TruncateCompletion(completion, limit)
            : completion;
    }

    // Measured on MiniMax-M2.7: if max_tokens is small, finish_reason is "length", without a closing tag and visible text.
    private static Completion TruncateCompletion(Completion completion, int tokens)
    {
        int budget = (int)Math.Min(tokens * 4L, int.MaxValue);
        string thinking = completion.Thinking ?? "";
        bool isTruncatedInThinking = thinking.Length > 0 && thinking.Length >= budget;
        return completion with
        {
            Thinking = isTruncatedInThinking ? TextChunker.Truncate(thinking, budget) : completion.Thinking,
            IsTruncatedInThinking = isTruncatedInThinking,
            Text = isTruncatedInThinking
                ? ""
                : TextChunker.Truncate(completion.Text, Math.Min(completion.Text.Length, budget - thinking.Length)),
            ToolCalls = [],
            FinishReason = "length",
            Tokens = completion.Tokens with { Completion = tokens, Reasoning = Math.Min(tokens, completion.Tokens.Reasoning) },
        };
    }

    private TokenCounts CountTokens(string text, string? thinking, ToolUse[] calls)
    {
        int reasoning = TokenCounts.EstimateFromCharacters(thinking?.Length ?? 0);
        int callCharacters = calls.Sum(toolCall => toolCall.Name.Length + toolCall.ArgumentsJson.Length);
        int visible = TokenCounts.EstimateFromCharacters(text.Length + callCharacters);
        return new(TokenCounts.EstimateFromCharacters(request.PromptCharacters), reasoning + visible, reasoning);
    }

    private string CreateThinking(string prompt) => string.Concat(Enumerable
        .Repeat(" Let me check that again.", style.AdditionalThinkingSteps)
        .Prepend($"The user says: \"{prompt}\". A short answer will do."));

    private string CreateToolCallId(int index) => $"call_function_{call.Number:D10}_{index + 1}";

    private static string QuotePrompt(string prompt) =>
        prompt.Length <= MaxQuotedCharacters ? prompt : TextChunker.Truncate(prompt, MaxQuotedCharacters) + "…";
}
