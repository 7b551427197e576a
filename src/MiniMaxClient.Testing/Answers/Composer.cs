using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Answers;

/// <summary>The completion that a reply gives to a call, with everything filled in that the test left open.</summary>
internal sealed class Composer(Call call, IAsk ask, string model, bool splitsThinking)
{
    private const int QuotedCharacters = 80;

    public Completion Scripted(ReplyContent.Scripted script)
    {
        ToolUse[] calls = [.. script.Calls.Select((made, i) => made with { Id = made.Id ?? CallId(i) })];
        return new Completion
        {
            Id = call.Id,
            Created = call.Now.ToUnixTimeSeconds(),
            Model = model,
            Text = script.Text,
            Thinking = script.Thinking,
            SplitsThinking = splitsThinking,
            Calls = calls,
            FinishReason = script.FinishReason ?? (calls.Length > 0 ? "tool_calls" : "stop"),
            Tokens = script.Tokens ?? Count(script.Text, script.Thinking, calls),
        };
    }

    /// <summary>The answer without a script: it names the prompt, or is the forced call or the asked-for JSON.</summary>
    public Completion Default(bool obeysFormat, bool callsTools, int? defaultMaxTokens)
    {
        // AIML API's sample of the role-play model has neither thinking nor reasoning tokens.
        bool isSilent = !ask.Thinks || model == "M2-her";
        string? thinking = isSilent ? null : $"The user says: \"{Quote(ask.Prompt)}\". A short answer will do.";
        ReplyContent.Scripted script;
        if ((ask.ForcedCall ?? (callsTools ? ask.OfferedCall : null)) is { } made)
        {
            string arguments = made.Schema is { } parameters ? SchemaExample.Of(parameters) : "{}";
            script = new("", thinking) { Calls = [new(made.Name, arguments, null)] };
        }
        else
        {
            string text = obeysFormat && ask.AnswerSchema is { } schema
                ? SchemaExample.Of(schema)
                : $"{model} heard you say: \"{Quote(ask.Prompt)}\".";
            script = new(text, thinking);
        }

        Completion whole = Scripted(script);
        return (ask.MaxTokens ?? defaultMaxTokens) is { } limit && limit < whole.Tokens.Completion ? Cut(whole, limit) : whole;
    }

    // MiniMax-M2.7, measured: a small max_tokens ends with finish_reason "length", no closing tag and no visible text.
    private static Completion Cut(Completion whole, int tokens)
    {
        int budget = (int)Math.Min(tokens * 4L, int.MaxValue);
        string thinking = whole.Thinking ?? "";
        bool cutsThinking = thinking.Length > 0 && thinking.Length >= budget;
        string? keptThinking = cutsThinking ? TextPieces.Start(thinking, budget) : whole.Thinking;
        string keptText = cutsThinking ? "" : TextPieces.Start(whole.Text, Math.Min(whole.Text.Length, budget - thinking.Length));
        return whole with
        {
            Thinking = keptThinking,
            IsCutWhileThinking = cutsThinking,
            Text = keptText,
            Calls = [],
            FinishReason = "length",
            Tokens = whole.Tokens with { Completion = tokens, Reasoning = Math.Min(tokens, whole.Tokens.Reasoning) },
        };
    }

    private TokenCounts Count(string text, string? thinking, ToolUse[] calls)
    {
        int reasoning = TokenCounts.Of(thinking?.Length ?? 0);
        int visible = TokenCounts.Of(text.Length + calls.Sum(made => made.Name.Length + made.ArgumentsJson.Length));
        return new(TokenCounts.Of(ask.PromptLength), reasoning + visible, reasoning);
    }

    private string CallId(int index) => $"call_function_{call.Number:D10}_{index + 1}";

    private static string Quote(string prompt) =>
        prompt.Length <= QuotedCharacters ? prompt : TextPieces.Start(prompt, QuotedCharacters) + "…";
}
