using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Agent;

/// <summary>
/// Replaces the model if no API key is set: the tool calls are scripted, the tools run for real, and the final text is created
/// from their results.
/// </summary>
internal sealed class ScriptedModel(MiniMaxEmulator emulator)
{
    public const string Question = "What were our net sales in March 2026, without returns, and how much more than in February?";

    private const string March = "21*39.90 + 12*54.50 + 5*89.00 - 2*39.90";
    private const string February = "14*39.90 + 9*54.50 + 6*39.90 - 1*54.50";

    // Parallel calls complete in any order.
    private readonly Dictionary<string, string> _sums = [];

    /// <summary>Queues the replies that do not depend on calculations.</summary>
    public void EnqueueFirstReply() => emulator.Enqueue(
        CreateThinkingReply("I need the orders and the returns of both months. I can search for both in parallel.")
            .WithToolCall("search", """{"text":"2026-03"}""")
            .WithToolCall("search", """{"text":"2026-02"}"""),
        CreateThinkingReply("The returns have no price; the notes may explain how they are counted.")
            .WithToolCall("read_file", """{"path":"notes.md"}"""),
        CreateThinkingReply("A return counts at the price of its order. Now I calculate the sums.")
            .WithToolCall("calculate", CreateArguments(March))
            .WithToolCall("calculate", CreateArguments(February)));

    /// <summary>Queues the replies that depend on the result of a calculation.</summary>
    public void EnqueueNextReply(ToolCallResult result)
    {
        if (result.Call.Function.Name != "calculate")
            return;
        string sum = result.Message.Content.ToString();
        _sums[result.Call.Function.Arguments!] = sum;
        if (_sums.Count == 2)
        {
            emulator.Enqueue(CreateThinkingReply("Now the difference.")
                .WithToolCall("calculate", CreateArguments($"{GetSum(March)} - {GetSum(February)}")));
        }
        else if (_sums.Count == 3)
        {
            emulator.Enqueue(
                Reply.Text($"In March we sold {GetSum(March)} EUR, in February {GetSum(February)} EUR: {sum} EUR more."));
        }
    }

    private string GetSum(string expression) => _sums[CreateArguments(expression)];

    private static string CreateArguments(string expression) => $$"""{"expression":"{{expression}}"}""";

    private static Reply CreateThinkingReply(string thinking) => Reply.Text("", thinking);
}
