using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Answers;

/// <summary>The completion that a reply gives to a call, with everything filled in that the test left open.</summary>
internal sealed class CompletionGenerator(Call call, IRequestBody request, string model, bool isThinkingSeparate)
{
    private const int MaxQuotedCharacters = 80;

    public Completion CreateScripted(ReplyContent.Scripted script)
    {
        ToolUse[] calls = [.. script.ToolCalls.Select((made, i) => made with { Id = made.Id ?? CreateToolCallId(i) })];
        return new Completion
        {
            Id = call.Id,
            Created = call.Now.ToUnixTimeSeconds(),
            Model = model,
            Text = script.Text,
            Thinking = script.Thinking,
            IsThinkingSeparate = isThinkingSeparate,
            ToolCalls = calls,
            FinishReason = script.FinishReason ?? (calls.Length > 0 ? "tool_calls" : "stop"),
            Tokens = script.Tokens ?? CountTokens(script.Text, script.Thinking, calls),
        };
    }

    /// <summary>The answer without a script: it names the prompt, or is the forced call or the asked-for JSON.</summary>
    public Completion CreateDefault(bool shouldFollowFormat, bool shouldCallTools, int? defaultMaxTokens)
    {
        // AIML API's sample of the role-play model has neither thinking nor reasoning tokens.
        bool isSilent = !request.IsThinkingEnabled || model == "M2-her";
        string? thinking = isSilent ? null : $"The user says: \"{QuotePrompt(request.LastUserText)}\". A short answer will do.";
        ReplyContent.Scripted script;
        if ((request.ForcedTool ?? (shouldCallTools ? request.OfferedTool : null)) is { } made)
        {
            string arguments = made.Schema is { } parameters ? SchemaExample.CreateExample(parameters) : "{}";
            script = new("", thinking) { ToolCalls = [new(made.Name, arguments, null)] };
        }
        else
        {
            string text = shouldFollowFormat && request.ResponseSchema is { } schema
                ? SchemaExample.CreateExample(schema)
                : $"{model} heard you say: \"{QuotePrompt(request.LastUserText)}\".";
            script = new(text, thinking);
        }

        Completion whole = CreateScripted(script);
        return (request.MaxTokens ?? defaultMaxTokens) is { } limit
            && limit < whole.Tokens.Completion ? TruncateCompletion(whole, limit) : whole;
    }

    // MiniMax-M2.7, measured: a small max_tokens ends with finish_reason "length", no closing tag and no visible text.
    private static Completion TruncateCompletion(Completion completion, int tokens)
    {
        int budget = (int)Math.Min(tokens * 4L, int.MaxValue);
        string thinking = completion.Thinking ?? "";
        bool cutsThinking = thinking.Length > 0 && thinking.Length >= budget;
        string? keptThinking = cutsThinking ? TextChunker.Truncate(thinking, budget) : completion.Thinking;
        string keptText = cutsThinking
            ? "" : TextChunker.Truncate(completion.Text, Math.Min(completion.Text.Length, budget - thinking.Length));
        return completion with
        {
            Thinking = keptThinking,
            IsTruncatedInThinking = cutsThinking,
            Text = keptText,
            ToolCalls = [],
            FinishReason = "length",
            Tokens = completion.Tokens with { Completion = tokens, Reasoning = Math.Min(tokens, completion.Tokens.Reasoning) },
        };
    }

    private TokenCounts CountTokens(string text, string? thinking, ToolUse[] calls)
    {
        int reasoning = TokenCounts.EstimateFromCharacters(thinking?.Length ?? 0);
        int visible =
            TokenCounts.EstimateFromCharacters(text.Length + calls.Sum(made => made.Name.Length + made.ArgumentsJson.Length));
        return new(TokenCounts.EstimateFromCharacters(request.PromptCharacters), reasoning + visible, reasoning);
    }

    private string CreateToolCallId(int index) => $"call_function_{call.Number:D10}_{index + 1}";

    private static string QuotePrompt(string prompt) =>
        prompt.Length <= MaxQuotedCharacters ? prompt : TextChunker.Truncate(prompt, MaxQuotedCharacters) + "…";
}
