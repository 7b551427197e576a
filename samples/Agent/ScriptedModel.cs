using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Agent;

/// <summary>
/// Replaces the model if no API key is set: the tool calls are scripted, the tools run for real, and the final text is created
/// from their results.
/// </summary>
internal static class ScriptedModel
{
    public const string Question = "What were our net sales in March 2026, without returns, and how much more than in February?";

    private const string March = "21*39.90 + 12*54.50 + 5*89.00 - 2*39.90";
    private const string February = "14*39.90 + 9*54.50 + 6*39.90 - 1*54.50";

    /// <summary>Creates the reply to a request, which depends on the results that the request has.</summary>
    public static Reply CreateReply(RecordedRequest request)
    {
        string[] results =
        [
            .. from message in request.Json.GetProperty("messages").EnumerateArray()
               where message.GetProperty("role").ValueEquals("tool")
               select message.GetProperty("content").GetString()!,
        ];
        return results.Length switch
        {
            0 => Reply.Text("", "I need the orders and the returns of both months. I can search for both in parallel.")
                .WithToolCall("search", """{"text":"2026-03"}""")
                .WithToolCall("search", """{"text":"2026-02"}"""),
            2 => Reply.Text("", "The returns have no price; the notes may explain how they are counted.")
                .WithToolCall("read_file", """{"path":"notes.md"}"""),
            3 => Reply.Text("", "A return counts at the price of its order. Now I calculate the sums.")
                .WithToolCall("calculate", CreateArguments(March))
                .WithToolCall("calculate", CreateArguments(February)),
            5 => Reply.Text("", "Now the difference.")
                .WithToolCall("calculate", CreateArguments($"{results[3]} - {results[4]}")),
            6 when HasNoteTool(request) => Reply.Text("", "The user wants a note.")
                .WithToolCall(
                    "write_note", $$"""{"text":"March 2026: {{results[3]}} EUR, {{results[5]}} EUR more than in February"}"""),
            7 when results[6].StartsWith("Error", StringComparison.Ordinal) =>
                Reply.Text($"In March we sold {results[5]} EUR more than in February. I did not write it down."),
            7 => Reply.Text($"In March we sold {results[5]} EUR more than in February. {results[6]}"),
            _ => Reply.Text($"In March we sold {results[3]} EUR, in February {results[4]} EUR: {results[5]} EUR more."),
        };
    }

    private static bool HasNoteTool(RecordedRequest request) => request.Json.GetProperty("tools").EnumerateArray()
        .Any(static tool => tool.GetProperty("function").GetProperty("name").ValueEquals("write_note"));

    private static string CreateArguments(string expression) => $$"""{"expression":"{{expression}}"}""";
}
