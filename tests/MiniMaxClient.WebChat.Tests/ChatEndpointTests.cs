using System.Net;
using System.Text.Json;
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the events that the page receives, without a browser.</summary>
public sealed class ChatEndpointTests
{
    [Theory]
    [InlineData("aimlapi")]
    [InlineData("runapi")]
    [InlineData("modelslab")]
    [InlineData("minimax")]
    public async Task Chat_WithTool_SendsEventsOfEachKind(string provider)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement[] events = await site.PostAndReadEventsAsync("What should I order?", provider);

        // The content of M3.1-Flash next to a tool call is a line break.
        string[] kinds = [.. events.Where(static one => !IsBlankText(one)).Select(KindOf)];
        Assert.Equal(
            ["thinking", "usage", "toolCall", "toolResult", "thinking", "text", "usage", "done"],
            kinds.Where((kind, i) => i == 0 || kinds[i - 1] != kind));
        Assert.StartsWith("The order depends on the stock", All(events, "thinking"), StringComparison.Ordinal);
        Assert.Contains("- **Cork mat**: 2 in stock, 5 sold per week. Order 18.", All(events, "text"), StringComparison.Ordinal);
        Assert.True(kinds.Count(static kind => kind == "text") > 10);

        JsonElement call = events.Single(static one => KindOf(one) == "toolCall");
        JsonElement result = events.Single(static one => KindOf(one) == "toolResult");
        Assert.Equal("low_stock", call.GetProperty("name").GetString());
        Assert.Equal("""{"below":10}""", call.GetProperty("arguments").GetString());
        Assert.Equal(call.GetProperty("id").GetString(), result.GetProperty("id").GetString());
        Assert.True(result.GetProperty("succeeded").GetBoolean());
        Assert.Contains("Cork mat", result.GetProperty("result").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ReportedUsage_SendsTokensAndCost()
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement usage = (await site.PostAndReadEventsAsync("What are you?")).Single(static one => KindOf(one) == "usage");

        Assert.True(usage.GetProperty("promptTokens").GetInt64() > 0);
        Assert.True(usage.GetProperty("reasoningTokens").GetInt64() > 0);
        Assert.True(usage.GetProperty("usd").GetDecimal() > 0);
        Assert.Equal("reported", usage.GetProperty("costSource").GetString());
    }

    [Fact]
    public async Task Chat_WithConversation_SendsHistoryWithThinkingAndToolResults()
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement[] first = await site.PostAndReadEventsAsync("What should I order?");
        string conversation = first[^1].GetProperty("conversation").GetString()!;
        JsonElement[] second = await site.PostAndReadEventsAsync("And why?", "runapi", conversation);

        Assert.Equal(conversation, second[^1].GetProperty("conversation").GetString());
        Assert.Contains(
            "question number 2; the first one was “What should I order?”", All(second, "text"), StringComparison.Ordinal);
        RecordedRequest request = site.Emulator.Requests[^1];
        Assert.Equal("RunApi", request.Provider);
        Assert.Equal(
            ["system", "user", "assistant", "tool", "assistant", "user"],
            request.Json.GetProperty("messages").EnumerateArray().Select(static one => one.GetProperty("role").GetString()));
        Assert.Contains("The order depends on the stock and on the weekly sales.", request.Text, StringComparison.Ordinal);
        Assert.Contains("Four weeks of sales minus the stock.", request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_AfterFailure_OmitsFailedQuestion()
    {
        await using ChatSite site = await ChatSite.StartAsync();

        string conversation = (await site.PostAndReadEventsAsync("Hello"))[^1].GetProperty("conversation").GetString()!;
        Assert.Equal("error", KindOf((await site.PostAndReadEventsAsync("/error cut", conversation: conversation))[^1]));
        await site.PostAndReadEventsAsync("Again", conversation: conversation);

        Assert.DoesNotContain("/error cut", site.Emulator.Requests[^1].Text, StringComparison.Ordinal);
        Assert.Contains("Hello", site.Emulator.Requests[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_UnknownConversation_SendsError()
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement[] events = await site.PostAndReadEventsAsync("Hello", conversation: "0123");

        Assert.Equal("This conversation is no longer in memory", Assert.Single(events).GetProperty("title").GetString());
        Assert.Empty(site.Emulator.Requests);
    }

    [Fact]
    public async Task Chat_ClientDisconnects_AbortsProviderRequest()
    {
        await using ChatSite site = await ChatSite.StartAsync();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestTimeouts.Token);

        using HttpResponseMessage response = await site.PostAsync(new { provider = "aimlapi", text = "/silent" }, cancellation.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation.Token));
        while (!(await reader.ReadLineAsync(cancellation.Token))!.Contains("\"kind\":\"text\"", StringComparison.Ordinal))
        {
        }

        RecordedRequest upstream = Assert.Single(site.Emulator.Requests);
        Assert.False(upstream.Aborted.IsCompleted);
        await cancellation.CancelAsync();
        response.Dispose();
        await upstream.Aborted.WaitAsync(TestTimeouts.Token);
    }

    [Theory]
    [InlineData("/error 401", "AIML API rejected the API key", "Set AIMLAPI_API_KEY to a valid key")]
    [InlineData("/error 402", "Insufficient credits at AIML API", "Top up the account")]
    [InlineData("/error 429", "Rate limit exceeded", "Wait, or select another provider.")]
    [InlineData("/error 503", "AIML API returned a server error", "Try again later")]
    [InlineData("/error filter", "AIML API filtered the content", "Rephrase the question.")]
    [InlineData("/error cut", "The answer was interrupted", "Ask again")]
    public async Task Chat_ProviderError_SendsMessageWithoutKeyAndStackTrace(string question, string title, string advice)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement error = (await site.PostAndReadEventsAsync(question))[^1];

        Assert.Equal("error", KindOf(error));
        Assert.Equal(title, error.GetProperty("title").GetString());
        Assert.Contains(advice, error.GetProperty("advice").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("aimlapi · HTTP ", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(site.Emulator.ApiKey, error.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error.GetRawText(), StringComparison.Ordinal);
        double? wait = question == "/error 429" ? 42 : null;
        Assert.Equal(wait, error.Deserialize<ErrorEvent>(JsonSerializerOptions.Web)!.RetryAfterSeconds);
    }

    [Theory]
    [InlineData("unknown", "Hello")]
    [InlineData("aimlapi", " ")]
    [InlineData("aimlapi", null)]
    public async Task Chat_InvalidQuestion_ReturnsBadRequest(string provider, string? text)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        using HttpResponseMessage response = await site.PostAsync(new { provider, text }, TestTimeouts.Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(site.Emulator.Requests);
    }

    [Fact]
    public async Task Chat_QuestionTooLong_ReturnsBadRequest()
    {
        await using ChatSite site = await ChatSite.StartAsync();
        string text = new('a', ChatQuestion.MaxCharacters + 1);

        using HttpResponseMessage response = await site.PostAsync(new { provider = "aimlapi", text }, TestTimeouts.Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string KindOf(JsonElement chatEvent) => chatEvent.GetProperty("kind").GetString()!;

    private static bool IsBlankText(JsonElement chatEvent) =>
        KindOf(chatEvent) == "text" && string.IsNullOrWhiteSpace(chatEvent.GetProperty("text").GetString());

    private static string All(JsonElement[] events, string kind) =>
        string.Concat(events.Where(one => KindOf(one) == kind).Select(static one => one.GetProperty("text").GetString()));
}
