using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Agent;

/// <summary>
/// The model's part where there is no key: the calls are written down here, the tools really run, and the last answer is made of
/// what they gave.
/// </summary>
internal sealed class ScriptedModel(MiniMaxEmulator emulator)
{
    public const string Question = "How much did we sell in March 2026, returns taken off, and how much more than in February?";

    private const string March = "21*39.90 + 12*54.50 + 5*89.00 - 2*39.90";
    private const string February = "14*39.90 + 9*54.50 + 6*39.90 - 1*54.50";

    // Calls that run at once end in any order.
    private readonly Dictionary<string, string> _sums = [];

    /// <summary>Writes down the calls.</summary>
    public void EnqueueFirstReply() => emulator.Enqueue(
        CreateThinkingReply("I need the orders and the returns of both months. Let me look for them at once.")
            .WithToolCall("search", """{"text":"2026-03"}""")
            .WithToolCall("search", """{"text":"2026-02"}"""),
        CreateThinkingReply("The returns have no price; the notes may say how they count.").WithToolCall("read_file", """{"path":"notes.md"}"""),
        CreateThinkingReply("A return counts at the price of its order. Now the sums, exactly.")
            .WithToolCall("calculate", CreateArguments(March))
            .WithToolCall("calculate", CreateArguments(February)));

    /// <summary>Makes the next lines of what the tools gave.</summary>
    public void EnqueueNextReply(ToolCallResult result)
    {
        if (result.Call.Function.Name != "calculate")
            return;
        string sum = result.Message.Content.ToString();
        _sums[result.Call.Function.Arguments!] = sum;
        if (_sums.Count == 2)
        {
            emulator.Enqueue(CreateThinkingReply("What is left is the difference.")
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

    private static Reply CreateThinkingReply(string thought) => Reply.Text("", thinking: thought);
}
