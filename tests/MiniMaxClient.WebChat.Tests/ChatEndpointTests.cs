using System.Net;
using System.Text.Json;
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>What the page is sent, without a page.</summary>
public sealed class ChatEndpointTests
{
    [Theory]
    [InlineData("aimlapi")]
    [InlineData("runapi")]
    [InlineData("modelslab")]
    public async Task Question_ForATool_IsAnsweredInEventsOfEachKind(string provider)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement[] events = await site.PostAndReadEventsAsync("What should I order?", provider);

        string[] kinds = [.. events.Select(KindOf)];
        Assert.Equal(
            ["thinking", "usage", "toolCall", "toolResult", "thinking", "text", "usage", "done"],
            kinds.Where((kind, i) => i == 0 || kinds[i - 1] != kind));
        Assert.StartsWith("What is to be ordered depends", All(events, "thinking"), StringComparison.Ordinal);
        Assert.Contains("- **Cork mat**: 2 left, 5 sold a week. Order 18.", All(events, "text"), StringComparison.Ordinal);
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
    public async Task Usage_WhereTheProviderTellsIt_HasTokensAndCost()
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement usage = (await site.PostAndReadEventsAsync("What are you?")).Single(static one => KindOf(one) == "usage");

        Assert.True(usage.GetProperty("promptTokens").GetInt64() > 0);
        Assert.True(usage.GetProperty("reasoningTokens").GetInt64() > 0);
        Assert.True(usage.GetProperty("usd").GetDecimal() > 0);
        Assert.Equal("reported", usage.GetProperty("costSource").GetString());
    }

    [Fact]
    public async Task Conversation_ThatGoesOn_SendsItsHistoryWholeWithThinkingAndToolResults()
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
        Assert.Contains("What is to be ordered depends on what is left", request.Text, StringComparison.Ordinal);
        Assert.Contains("Four weeks of sales, less what is on the shelf", request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversation_AfterAFailure_GoesOnAsIfItHadNotBeenAsked()
    {
        await using ChatSite site = await ChatSite.StartAsync();

        string conversation = (await site.PostAndReadEventsAsync("Hello"))[^1].GetProperty("conversation").GetString()!;
        Assert.Equal("error", KindOf((await site.PostAndReadEventsAsync("/error cut", conversation: conversation))[^1]));
        await site.PostAndReadEventsAsync("Again", conversation: conversation);

        Assert.DoesNotContain("/error cut", site.Emulator.Requests[^1].Text, StringComparison.Ordinal);
        Assert.Contains("Hello", site.Emulator.Requests[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversation_ThatIsNotInMemory_IsAnErrorThatSaysSo()
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement[] events = await site.PostAndReadEventsAsync("Hello", conversation: "0123");

        Assert.Equal("This conversation is no longer in memory", Assert.Single(events).GetProperty("title").GetString());
        Assert.Empty(site.Emulator.Requests);
    }

    [Fact]
    public async Task Page_ThatLeaves_EndsTheCallToTheProvider()
    {
        await using ChatSite site = await ChatSite.StartAsync();
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestTimeouts.Token);

        using HttpResponseMessage response = await site.PostAsync(new { provider = "aimlapi", text = "/silent" }, leaving.Token);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(leaving.Token));
        while (!(await reader.ReadLineAsync(leaving.Token))!.Contains("fall", StringComparison.Ordinal))
        {
        }

        RecordedRequest upstream = Assert.Single(site.Emulator.Requests);
        Assert.False(upstream.Aborted.IsCompleted);
        await leaving.CancelAsync();
        response.Dispose();
        await upstream.Aborted.WaitAsync(TestTimeouts.Token);
    }

    [Theory]
    [InlineData("/error 401", "AIML API does not take the key", "Put a valid key into AIMLAPI_API_KEY")]
    [InlineData("/error 402", "The credits at AIML API are used up", "Top up the account there")]
    [InlineData("/error 429", "Too many questions at once", "Wait a little")]
    [InlineData("/error 503", "AIML API is in trouble", "Try again in a moment")]
    [InlineData("/error filter", "AIML API will not answer this", "Say it in another way")]
    [InlineData("/error cut", "The answer broke off", "Ask again")]
    public async Task Failure_OfTheProvider_IsToldInWordsWithoutKeyOrTrace(string question, string title, string advice)
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
    [InlineData("nobody", "Hello")]
    [InlineData("aimlapi", " ")]
    [InlineData("aimlapi", null)]
    public async Task Question_ThatIsNone_IsRefused(string provider, string? text)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        using HttpResponseMessage response = await site.PostAsync(new { provider, text }, TestTimeouts.Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(site.Emulator.Requests);
    }

    [Fact]
    public async Task Question_ThatIsTooLong_IsRefused()
    {
        await using ChatSite site = await ChatSite.StartAsync();
        string text = new('a', ChatQuestion.MaxCharacters + 1);

        using HttpResponseMessage response = await site.PostAsync(new { provider = "aimlapi", text }, TestTimeouts.Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public void Conversations_BeyondTheirBound_ForgetTheOldest()
    {
        var conversations = new ConversationStore();
        string first = conversations.Save(null, [ChatMessage.User("1")]);
        string second = conversations.Save(null, [ChatMessage.User("2")]);
        for (int i = 2; i < ConversationStore.MaxCount; i++)
            conversations.Save(null, []);
        conversations.Save(first, [ChatMessage.User("1"), ChatMessage.User("more")]);
        Assert.True(conversations.TryGet(first, out IReadOnlyList<ChatMessage>? messages));
        Assert.Equal(2, messages.Count);

        conversations.Save(null, []);

        Assert.False(conversations.TryGet(first, out _));
        Assert.True(conversations.TryGet(second, out _));
    }

    private static string KindOf(JsonElement happened) => happened.GetProperty("kind").GetString()!;

    private static string All(JsonElement[] events, string kind) =>
        string.Concat(events.Where(one => KindOf(one) == kind).Select(static one => one.GetProperty("text").GetString()));
}
