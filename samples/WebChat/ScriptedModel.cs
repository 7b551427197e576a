using System.Text.Json;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>The model's part where there is no key: replies that suit the question, at the speed of a model.</summary>
/// <param name="pace">The time between two pieces of an answer.</param>
internal sealed class ScriptedModel(TimeSpan pace)
{
    private const int ChunkCharacters = 6;

    /// <summary>The reply to what the conversation ends with.</summary>
    public Reply CreateReply(RecordedRequest request)
    {
        JsonElement[] messages = [.. request.Json.GetProperty("messages").EnumerateArray()];
        string last = GetText(messages[^1]);
        Reply reply = GetRole(messages[^1]) == "tool" ? CreateOrderReply(last) : ReplyToUser(last.Trim(), messages);
        return reply.WithChunkSize(ChunkCharacters).WithChunkDelay(pace);
    }

    private static Reply ReplyToUser(string question, JsonElement[] messages) => question switch
    {
        "/error 401" => Reply.Error(401, "Invalid API key"),
        "/error 402" => Reply.Error(402, "Insufficient credits"),
        "/error 429" => Reply.Error(429, "Rate limit exceeded").WithRetryAfter(TimeSpan.FromSeconds(42)),
        "/error 503" => Reply.Error(503, "Upstream overloaded"),
        "/error filter" => Reply.InBandError(1026, "input new_sensitive (1026)"),
        "/error cut" => CreateStreamReply("The connection will break in the middle.").CutAfterEvents(40),
        "/silent" => CreateStreamReply("I shall fall silent soon.").StallAfterEvents(40),
        _ when ContainsAny(question, "stock", "order") => CreateToolCallReply(),
        _ when ContainsAny(question, "code", "method", "program", "C#") => CreateCodeReply(),
        _ => CreatePlainReply(question, messages),
    };

    private static Reply CreateToolCallReply() => Reply.Text(
            "",
            thinking: "What is to be ordered depends on what is left and on how fast it sells. I do not know either, "
                + "but there is a tool for it. Everything with fewer than ten pieces should be enough to look at.")
        .WithToolCall("low_stock", """{"below":10}""");

    // Made of what the tool gave, as a model would.
    private static Reply CreateOrderReply(string result)
    {
        using JsonDocument stock = JsonDocument.Parse(result);
        string[] lines =
        [
            .. stock.RootElement.EnumerateArray().Select(static product =>
            {
                int left = product.GetProperty("inStock").GetInt32();
                int sold = product.GetProperty("soldWeekly").GetInt32();
                string? name = product.GetProperty("name").GetString();
                return $"- **{name}**: {left} left, {sold} sold a week. Order {(4 * sold) - left}.";
            }),
        ];
        return Reply.Text(
            $"""
            {lines.Length} products will not last long. For four weeks you need:

            {string.Join('\n', lines)}

            The rest has time until next month.
            """,
            thinking: "Four weeks of sales, less what is on the shelf. The one with the fewest days left comes first.");
    }

    private static Reply CreateCodeReply() => Reply.Text(
        """
        Split at the spaces, turn the words round, put them together again:

        ```csharp
        static string ReverseWords(string sentence)
        {
            string[] words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Array.Reverse(words);
            return string.Join(' ', words);   // "one two three" becomes "three two one"
        }
        ```

        Two things to know:

        1. `RemoveEmptyEntries` drops double spaces; leave it out to keep them.
        2. The words stay as they are, **punctuation included**.
        """,
        thinking: "A sentence is words between spaces. Should several spaces in a row survive? Most callers do not want that, so "
            + "I drop the empty entries and say so. Array.Reverse works in place; LINQ's Reverse would do too, but since C# 14 it "
            + "may bind to the span's, which returns nothing. A short method and two remarks.");

    private static Reply CreatePlainReply(string question, JsonElement[] messages)
    {
        string[] questions = [.. messages.Where(static message => GetRole(message) == "user").Select(GetText)];
        string memory = questions.Length == 1
            ? "Ask me something more, and I shall know what we said."
            : $"This is your question number {questions.Length}; the first one was “{ShortenQuestion(questions[0])}”.";
        return Reply.Text(
            $"""
            You wrote “{ShortenQuestion(question)}”. {memory}

            I am **no model** but the emulator that comes with the library, so I know little. Ask me:

            - what to order for the shop, and see a tool at work
            - for a C# method, and see a block of code
            - `/error 429` or `/silent`, and see how things go wrong

            A real model answers with a key in `{AimlApiAdapter.ApiKeyEnvironmentVariable}`, `{RunApiAdapter.ApiKeyEnvironmentVariable}` or
            `{ModelsLabAdapter.ApiKeyEnvironmentVariable}`.
            """,
            thinking: $"The reader says “{ShortenQuestion(question)}”. I have no script for that. It is best to say plainly what I am, "
                + "and what there is to see.");
    }

    private static Reply CreateStreamReply(string start) => Reply.Text(
        start + " " + string.Concat(Enumerable.Repeat("Until then the words come one by one, as they always do. ", 10)),
        thinking: "This will not end well.");

    private static bool ContainsAny(string question, params string[] words) =>
        words.Any(word => question.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string ShortenQuestion(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static string? GetRole(JsonElement message) => message.GetProperty("role").GetString();

    private static string GetText(JsonElement message) => message.GetProperty("content").GetString() ?? "";
}
