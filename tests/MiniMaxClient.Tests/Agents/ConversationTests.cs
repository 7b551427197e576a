using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class ConversationTests : EmulatorTest
{
    public static MatrixTheoryData<string, bool> ProtocolsAndModes { get; } = new(["openai", "anthropic"], [false, true]);

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Send_SecondMessage_SendsTheHistoryWithReasoning(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.Text("Four.", "2 and 2"), Reply.Text("Eight."));
        using ChatCompletionsClient client = CreateClient(protocol);
        var conversation = new Conversation(client, MiniMaxModels.M2_1, "Be terse.");

        Assert.Equal("Four.", await SendAsync(conversation, "2 + 2?", streamed));
        Assert.Equal("Eight.", await SendAsync(conversation, "Twice?", streamed));

        JsonElement body = Emulator.Requests[1].Json;
        Assert.Equal(MiniMaxModels.M2_1, body.GetProperty("model").GetString());
        string sent = body.GetRawText();
        int[] positions =
            [.. ((string[])["2 + 2?", "2 and 2", "Four.", "Twice?"]).Select(text => sent.IndexOf(text, StringComparison.Ordinal))];
        Assert.All(positions, static position => Assert.True(position > 0));
        Assert.Equal(positions.Order(), positions);
        Assert.Contains("Be terse.", sent, StringComparison.Ordinal);
        Assert.Equal(
            [ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.User, ChatRole.Assistant],
            conversation.Messages.Select(static message => message.Role));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Send_CallFails_LeavesTheConversationUnchanged(bool streamed)
    {
        Emulator.Enqueue(Reply.Error(400, "no"), Reply.Text("Yes."));
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1);

        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => SendAsync(conversation, "Really?", streamed));
        Assert.Empty(conversation.Messages);

        Assert.Equal("Yes.", await SendAsync(conversation, "Really?", streamed));
        Assert.Single(Emulator.Requests[1].Json.GetProperty("messages").EnumerateArray());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Send_Canceled_LeavesTheConversationUnchanged(bool streamed)
    {
        Emulator.Enqueue(Reply.Text("Never.").Stall());
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);

        Task<string> sending = SendAsync(conversation, "Hi", streamed, source.Token);
        await Emulator.WaitForRequestAsync(Token);
        await source.CancelAsync();

        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.Empty(conversation.Messages);
    }

    [Fact]
    public async Task StreamAsync_TokenOfTheEnumeration_CancelsTheCall()
    {
        Emulator.Enqueue(Reply.Text("Never.").Stall());
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);

        IAsyncEnumerator<ChatCompletionChunk> chunks = conversation.StreamAsync("Hi", Token).GetAsyncEnumerator(source.Token);
        ValueTask<bool> move = chunks.MoveNextAsync();
        await Emulator.WaitForRequestAsync(Token);
        await source.CancelAsync();

        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await move);
        Assert.Equal(source.Token, exception.CancellationToken);
    }

    [Fact]
    public async Task StreamAsync_Interrupted_HasPartialAndLeavesTheConversationUnchanged()
    {
        Emulator.Enqueue(Reply.Text("One two three").WithChunkSize(1).CutAfterEvents(5));
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1);

        MiniMaxException exception =
            await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(() => SendAsync(conversation, "Count.", streamed: true));

        Assert.StartsWith("One", exception.Partial!.Text, StringComparison.Ordinal);
        Assert.Empty(conversation.Messages);
    }

    [Fact]
    public async Task StreamAsync_Abandoned_EndsTheCallAndLeavesTheConversationUnchanged()
    {
        Emulator.Enqueue(Reply.Text("One two three").WithChunkSize(1).StallAfterEvents(4), Reply.Text("Yes."));
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1);

        await foreach (ChatCompletionChunk chunk in conversation.StreamAsync("Count.", Token))
        {
            if (chunk.Text.Length > 0)
                break;
        }

        await Emulator.Requests[0].Aborted.WaitAsync(Token);
        Assert.Empty(conversation.Messages);
        Assert.Equal("Yes.", (await conversation.SendAsync("Count.", Token)).Text);
    }

    [Fact]
    public async Task StreamAsync_EnumeratedTwice_SendsTheMessageTwice()
    {
        Emulator.Enqueue(Reply.Text("One."), Reply.Text("Two."));
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1);
        IAsyncEnumerable<ChatCompletionChunk> stream = conversation.StreamAsync("Count.", Token);

        await stream.ToCompletionAsync(Token);
        await stream.ToCompletionAsync(Token);

        Assert.Equal(["Count.", "One.", "Count.", "Two."], conversation.Messages.Select(GetText));
    }

    [Fact]
    public Task StreamAsync_AnyDelivery_AddsTheCompleteResponse() => DeliveryMatrix.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":"<think>h"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"m</think>Hé"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"llo"},"finish_reason":"stop"}]}

        data: [DONE]


        """,
        async delivery =>
        {
            var handler = new StubHandler(() => new StreamContent(delivery.Open()));
            using var http = new HttpClient(handler);
            using var client = new ChatCompletionsClient(
                new OpenAICompatibleAdapter("host", "http://localhost/v1", null), http, EmulatedClient.NoRetries);
            var conversation = new Conversation(client, "m");

            Assert.Equal("Héllo", await SendAsync(conversation, "Hi", streamed: true));

            AssistantMessage answer = Assert.IsType<AssistantMessage>(conversation.Messages[1]);
            Assert.Equal(("Héllo", "hm"), (answer.Text, answer.Reasoning));
        });

    [Fact]
    public async Task Send_WhileAResponseIsPending_Throws()
    {
        Emulator.Enqueue(Reply.Text("Later.").Stall());
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<ChatCompletion> pending = conversation.SendAsync("Hi", source.Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => conversation.SendAsync("Hi again", Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(conversation, "Hi again", streamed: true));
        Assert.Throws<InvalidOperationException>(() => conversation.Request = conversation.Request with { Temperature = 1 });
        Assert.Throws<InvalidOperationException>(() => conversation.TrimToTokens(1));
        Assert.Empty(conversation.Branch().Messages);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.True(Emulator.Requests.Count <= 1);
    }

    [Fact]
    public async Task Branch_OfEarlierMessages_IsIndependent()
    {
        Emulator.Enqueue(Reply.Text("A."), Reply.Text("B."), Reply.Text("C."));
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1, "Be terse.");
        await conversation.SendAsync("1", Token);

        Conversation branch = conversation.Branch(messageCount: 1);
        await conversation.SendAsync("2", Token);
        await branch.SendAsync("3", Token);

        Assert.Equal(["Be terse.", "1", "A.", "2", "B."], conversation.Messages.Select(GetText));
        Assert.Equal(["Be terse.", "3", "C."], branch.Messages.Select(GetText));
        Assert.Equal(MiniMaxModels.M2_1, Emulator.Requests[2].Json.GetProperty("model").GetString());
        Assert.Throws<ArgumentOutOfRangeException>(() => branch.Branch(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => branch.Branch(-1));
    }

    [Fact]
    public async Task Request_Changed_AppliesToTheNextMessage()
    {
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client);
        conversation.Request = conversation.Request with { Model = MiniMaxModels.M2_7, Temperature = 0.5 };

        await conversation.SendAsync("Hi", Token);

        JsonElement body = Emulator.Requests[0].Json;
        Assert.Equal(MiniMaxModels.M2_7, body.GetProperty("model").GetString());
        Assert.Equal(0.5, body.GetProperty("temperature").GetDouble());
        Assert.Equal(0.5, conversation.Request.Temperature);
    }

    [Fact]
    public async Task ToJson_OfAnOldConversation_ContinuesInAnotherProcess()
    {
        Emulator.Enqueue(Reply.Text("Four.", "2 and 2"), Reply.Text("Eight."));
        using ChatCompletionsClient client = CreateClient("anthropic");
        var conversation = new Conversation(client, MiniMaxModels.M2_1, "Be 😀 terse.");
        conversation.Request = conversation.Request with
        {
            MaxTokens = 512, Options = new() { Headers = new Dictionary<string, string> { ["X-Tenant"] = "acme-secret" } },
        };
        await conversation.SendAsync("2 + 2?", Token);

        string json = conversation.ToJson();
        Conversation resumed = Conversation.FromJson(json, client);
        await resumed.SendAsync("Twice?", Token);

        Assert.DoesNotContain("acme-secret", json, StringComparison.Ordinal);
        Assert.Equal(512, Emulator.Requests[1].Json.GetProperty("max_tokens").GetInt32());
        string sent = Encoding.UTF8.GetString(Emulator.Requests[1].Body.Span);
        Assert.Contains("2 and 2", sent, StringComparison.Ordinal);
        Assert.Contains("Four.", sent, StringComparison.Ordinal);
        Assert.Equal(json, Conversation.FromJson(json, client).ToJson());
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Send_WithoutAMessage_SendsToolResults(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.Text("", "Look.").WithToolCall("look", """{"q":"x"}""", "1"), Reply.Text("Snow."));
        using ChatCompletionsClient client = CreateClient(protocol);
        var conversation = new Conversation(client, MiniMaxModels.M2_1);
        conversation.Request = conversation.Request with
        {
            Tools = [Tool.FromFunction("look", "Looks.", Json.Element("""{"type":"object","properties":{"q":{"type":"string"}}}"""))],
        };
        ChatCompletion called = await conversation.SendAsync("Weather?", Token);
        string id = called.Message.ToolCalls!.Single().Id;
        conversation.Request = conversation.Request with { Messages = [.. conversation.Messages, ChatMessage.Tool(id, "snow")] };

        ChatCompletion answer = streamed
            ? await conversation.StreamAsync(Token).ToCompletionAsync(Token)
            : await conversation.SendAsync(Token);

        Assert.Equal("Snow.", answer.Text);
        Assert.Equal(
            [ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant],
            conversation.Messages.Select(static message => message.Role));
        string sent = Emulator.Requests[1].Json.GetProperty("messages").GetRawText();
        Assert.Equal(3, Emulator.Requests[1].Json.GetProperty("messages").GetArrayLength());
        Assert.Contains("Look.", sent, StringComparison.Ordinal);
        Assert.Contains("snow", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_BranchThatEndsWithAQuestion_AnswersItAgain()
    {
        Emulator.Enqueue(Reply.Text("Heads."), Reply.Text("Tails."));
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1);
        await conversation.SendAsync("Toss.", Token);

        Conversation again = conversation.Branch(conversation.Messages.Count - 1);
        await again.SendAsync(Token);

        Assert.Equal(["Toss.", "Tails."], again.Messages.Select(GetText));
        Json.AssertEqual("""[{"role":"user","content":"Toss."}]""", Emulator.Requests[1].Json.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task Send_BranchThatEndsWithACall_IsInvalidWithoutItsResult()
    {
        Emulator.Enqueue(Reply.ToolCall("look", "{}", "1"));
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1);
        await conversation.SendAsync("Weather?", Token);

        MiniMaxInvalidRequestException e =
            await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => conversation.Branch().SendAsync("Well?", Token));

        Assert.Contains("for which there is no tool message", e.Message, StringComparison.Ordinal);
        Assert.Single(Emulator.Requests);
    }

    [Fact]
    public async Task SendAsync_FakeClient_Works()
    {
        var fake = new FakeClient([FakeClient.CreateText("Hello"), FakeClient.CreateText("Bye")]);
        var conversation = new Conversation(fake);

        Assert.Equal("Hello", (await conversation.SendAsync("Hi", Token)).Text);
        Assert.Equal("Bye", await SendAsync(conversation, "Bye", streamed: true));

        Assert.Equal(3, fake.Requests[1].Messages.Count);
        Assert.Equal("Conversation with the default model, 4 messages", conversation.ToString());
    }

    [Fact]
    public async Task TrimToTokens_CounterThatSends_IsRejected()
    {
        var fake = new FakeClient([FakeClient.CreateText("Hello"), FakeClient.CreateText("Bye")]);
        var conversation = new Conversation(fake);
        await conversation.SendAsync("Hi", Token);

        Assert.Throws<InvalidOperationException>(() => conversation.TrimToTokens(1, message =>
        {
            _ = conversation.TrimToTokens(1);
            return 1;
        }));
        Assert.Equal("Bye", (await conversation.SendAsync("Bye", Token)).Text);
    }

    [Fact]
    public async Task Members_InvalidArguments_Throw()
    {
        var conversation = new Conversation(new FakeClient([]));

        Assert.Throws<ArgumentNullException>(() => new Conversation(null!));
        Assert.Throws<ArgumentNullException>(() => conversation.Request = null!);
        Assert.Throws<ArgumentNullException>(() => conversation.CreateRequest(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => conversation.SendAsync(null!, Token));
        Assert.Throws<ArgumentNullException>(() => { conversation.StreamAsync(null!, Token); });
        Assert.Throws<ArgumentOutOfRangeException>(() => conversation.TrimToTokens(0));
        Assert.Throws<ArgumentNullException>(() => Conversation.FromJson(null!, new FakeClient([])));
        Assert.Throws<ArgumentNullException>(() => Conversation.FromJson("{}", null!));
    }

    [Fact]
    public async Task TrimToTokens_LongConversation_RemovesTheOldestTurns()
    {
        for (int i = 1; i <= 5; i++)
            Emulator.Enqueue(Reply.Text($"Answer {i}. {new string('x', 400)}").WithUsage(100 * i, 100));
        using ChatCompletionsClient client = CreateClient("openai");
        var conversation = new Conversation(client, MiniMaxModels.M2_1, "Be terse.");
        for (int i = 1; i <= 5; i++)
            await conversation.SendAsync($"Question {i}.", Token);

        IReadOnlyList<ChatMessage> removed = conversation.TrimToTokens(300);

        Assert.StartsWith("Question 1.", GetText(removed[0]), StringComparison.Ordinal);
        Assert.Equal(0, removed.Count % 2);
        Assert.InRange(removed.Count, 2, 8);
        Assert.Equal("Be terse.", GetText(conversation.Messages[0]));
        Assert.IsType<UserMessage>(conversation.Messages[1]);
        Assert.Empty(conversation.TrimToTokens(300));
    }

    private static string GetText(ChatMessage message) => message switch
    {
        UserMessage user => user.Content.Text,
        SystemMessage system => system.Content.Text,
        AssistantMessage assistant => assistant.Text,
        _ => "",
    };

    private async Task<string> SendAsync(Conversation conversation, string text, bool streamed, CancellationToken? token = null)
    {
        if (!streamed)
            return (await conversation.SendAsync(text, token ?? Token)).Text;
        ChatCompletion completion = await conversation.StreamAsync(text, token ?? Token).ToCompletionAsync(CancellationToken.None);
        return completion.Text;
    }

    private ChatCompletionsClient CreateClient(string protocol) =>
        new(Adapters.ForEmulator(Emulator, protocol), EmulatedClient.NoRetries);
}
