using System.Globalization;
using System.Text.Json;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Replaces the model if no API key is set: creates scripted replies that depend on the question.</summary>
/// <param name="chunkDelay">The delay between two chunks.</param>
internal sealed class ScriptedModel(TimeSpan chunkDelay)
{
    private const int ChunkCharacters = 6;

    /// <summary>Creates the reply to the last message of a request.</summary>
    public Reply CreateReply(RecordedRequest request)
    {
        JsonElement[] messages = [.. request.Json.GetProperty("messages").EnumerateArray()];
        string text = GetText(messages[^1]);
        string[] images = [.. GetImages(messages[^1])];
        Reply reply = GetRole(messages[^1]) == "tool" ? CreateOrderReply(text)
            : images.Length > 0 ? CreateImageReply(images)
            : CreateUserReply(text.Trim(), messages);
        return reply.WithChunkSize(ChunkCharacters).WithChunkDelay(chunkDelay);
    }

    private static Reply CreateUserReply(string question, JsonElement[] messages) => question switch
    {
        "/error 401" => Reply.Error(401, "Invalid API key"),
        "/error 402" => Reply.Error(402, "Insufficient credits"),
        "/error 429" => Reply.Error(429, "Rate limit exceeded").WithRetryAfter(TimeSpan.FromSeconds(42)),
        "/error 503" => Reply.Error(503, "Upstream overloaded"),
        "/error filter" => Reply.InBandError(1026, "input new_sensitive (1026)"),
        "/error cut" => CreateStreamReply("The connection will be closed soon.").CutAfterEvents(40),
        "/code" => ScriptedCode.CreateReplyInEachLanguage(),
        "/silent" => CreateStreamReply("The stream will stall soon.").StallAfterEvents(40),
        _ when ContainsAny(question, "stock", "order") => CreateToolCallReply(),
        _ when ContainsAny(question, "code", "method", "program", "C#") => ScriptedCode.CreateReply(),
        _ => CreatePlainReply(question, messages),
    };

    private static Reply CreateToolCallReply() =>
        Reply.Text(
            "",
            thinking: "The order depends on the stock and on the weekly sales. I do not know either, but there is a tool for it. "
                + "Products with fewer than ten units should be enough.")
        .WithToolCall("low_stock", """{"below":10}""");

    // Created from the tool result, as a model does.
    private static Reply CreateOrderReply(string result)
    {
        using JsonDocument stock = JsonDocument.Parse(result);
        string[] lines =
        [
            .. stock.RootElement.EnumerateArray().Select(static product =>
            {
                int stock = product.GetProperty("inStock").GetInt32();
                int sales = product.GetProperty("soldWeekly").GetInt32();
                string? name = product.GetProperty("name").GetString();
                return $"- **{name}**: {stock} in stock, {sales} sold per week. Order {(4 * sales) - stock}.";
            }),
        ];
        return Reply.Text(
            $"""
            {lines.Length} products are low. For the next four weeks you need:

            {string.Join('\n', lines)}

            The other products can wait until next month.
            """,
            thinking: "Four weeks of sales minus the stock. The product with the lowest stock comes first.");
    }

    private static Reply CreateImageReply(string[] images)
    {
        IEnumerable<string> lines = images.Select(static (image, i) =>
        {
            string[] parts = image["data:".Length..].Split(";base64,");
            int bytes = Convert.FromBase64String(parts[1]).Length;
            return $"{i + 1}. a file of type `{parts[0]}` with {bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes";
        });
        return Reply.Text(
            $"""
            I have received:

            {string.Join('\n', lines)}

            I am **not a model**, so I cannot see what is in a picture. Set an API key, and the model describes it.
            """,
            thinking: "The question has an image. I can read its type and its size, and no more than that.");
    }

    private static Reply CreatePlainReply(string question, JsonElement[] messages)
    {
        string[] questions = [.. messages.Where(static message => GetRole(message) == "user").Select(GetText)];
        string memory = questions.Length == 1
            ? "Ask another question to see that I have the conversation."
            : $"This is your question number {questions.Length}; the first one was “{ShortenQuestion(questions[0])}”.";
        return Reply.Text(
            $"""
            You wrote “{ShortenQuestion(question)}”. {memory}

            I am **not a model** but the emulator of the library. Ask me:

            - what to order for the shop, to see a tool call
            - for a C# method, to see a code block, or `/code`, to see other languages
            - about an image, which you add below or paste
            - `/error 429` or `/silent`, to see errors

            To use a real model, set `{AimlApiAdapter.ApiKeyEnvironmentVariable}`, `{RunApiAdapter.ApiKeyEnvironmentVariable}` (or
            `{RunApiAdapter.AlternativeApiKeyEnvironmentVariable}`), `{ModelsLabAdapter.ApiKeyEnvironmentVariable}` or
            `{MiniMaxAdapter.ApiKeyEnvironmentVariable}`.
            """,
            thinking: $"The user says “{ShortenQuestion(question)}”. I have no script for that, so I describe what I am and "
                + "what I can do.");
    }

    private static Reply CreateStreamReply(string start) => Reply.Text(
        start + " " + string.Concat(Enumerable.Repeat("Until then the text is streamed, chunk by chunk. ", 12)),
        thinking: "This answer will be interrupted.");

    private static bool ContainsAny(string question, params string[] words) =>
        words.Any(word => question.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string ShortenQuestion(string text) => text.Length <= 60 ? text : text[..60] + "…";

    private static string? GetRole(JsonElement message) => message.GetProperty("role").GetString();

    private static string GetText(JsonElement message) => message.GetProperty("content") is { ValueKind: JsonValueKind.Array } parts
        ? string.Concat(parts.EnumerateArray().Where(static part => part.TryGetProperty("text", out _))
            .Select(static part => part.GetProperty("text").GetString()))
        : message.GetProperty("content").GetString() ?? "";

    private static IEnumerable<string> GetImages(JsonElement message) =>
        message.GetProperty("content") is { ValueKind: JsonValueKind.Array } parts
            ? parts.EnumerateArray().Where(static part => part.TryGetProperty("image_url", out _))
                .Select(static part => part.GetProperty("image_url").GetProperty("url").GetString()!)
            : [];
}
