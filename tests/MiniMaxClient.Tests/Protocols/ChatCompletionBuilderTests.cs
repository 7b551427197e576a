using System.Text.Json;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.Anthropic;
using MiniMaxClient.Tests.Protocols.OpenAI;

namespace MiniMaxClient.Tests.Protocols;

public sealed class ChatCompletionBuilderTests
{
    // Azure's first chunk (autogen#6465, litellm#14298).
    private const string EmptyFirst =
        """
        data: {"choices":[],"created":0,"id":"","model":"","object":"","system_fingerprint":"","prompt_filter_results":[{"prompt_index":0}]}

        data: {"choices":[{"index":0,"delta":{"role":"assistant","name":"","content":"Hi"},"finish_reason":null}],"created":1700000000,"id":"chatcmpl-real","model":"real","system_fingerprint":"fp"}

        data: {"choices":[{"index":0,"delta":{"name":""},"finish_reason":"stop"}],"created":0,"id":"","model":"","service_tier":"","system_fingerprint":""}

        data: [DONE]


        """;

    [Fact]
    public void Build_WithoutChunks_HasNoChoices()
    {
        ChatCompletion built = new ChatCompletionBuilder().Build();

        Assert.Empty(built.Choices);
        Assert.Equal("", built.Text);
    }

    [Fact]
    public void Build_BetweenChunks_ReturnsThePartialCompletion()
    {
        var builder = new ChatCompletionBuilder();
        builder.Add(Chunk("""{"id":"1","choices":[{"index":0,"delta":{"content":"Hel"}}]}"""));
        ChatCompletion first = builder.Build();
        builder.Add(Chunk("""{"id":"1","choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}"""));

        Assert.Equal("Hello", builder.Build().Text);
        Assert.Equal("Hel", first.Text);
        Assert.Null(first.FinishReason);
    }

    [Fact]
    public async Task Build_EmptyEnvelopeValues_UsesTheFirstNonEmpty()
    {
        await ChunkReadResult.ForEachAsync(EmptyFirst, static run =>
        {
            ChatCompletion built = run.BuiltCompletion;
            Assert.Equal(("chatcmpl-real", "real", 1700000000L), (built.Id, built.Model, built.Created));
            Assert.Equal(("fp", "Hi", "Hi"), (built.SystemFingerprint, built.Text, run.Text));
            Assert.True(built.AdditionalProperties.ContainsKey("prompt_filter_results"));
        });
        await SocketRun.ForEachAsync("openai", EmptyFirst, static run =>
            Assert.Equal(("chatcmpl-real", "real"), (run.Completion.Id, run.Completion.Model)));
        await SocketRun.ForEachAsync(
            "anthropic",
            MessagesStream.Named(
                """{"type":"message_start","message":{"id":"","model":"","content":[],"usage":{"input_tokens":1}}}""",
                MessagesStream.Start, MessagesStream.Text, MessagesStream.Hello, MessagesStream.Stop0, MessagesStream.End,
                MessagesStream.MessageStop),
            static run => Assert.Equal(("msg_1", "MiniMax-M2.7"), (run.Completion.Id, run.Completion.Model)));
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{}}]}""", null)]
    [InlineData("""{"choices":[{"delta":{"content":null}}]}""", null)]
    [InlineData("""{"choices":[{"delta":{"content":""}}]}""", "")]
    public void Build_NullMissingOrEmptyContent_IsUnchanged(string chunk, string? content) =>
        Assert.Equal(content, Build(chunk).Message.Content?.Text);

    [Fact]
    public void Build_DifferentIds_KeepsTheFirst()
    {
        ChatCompletion built = Build(
            """{"id":"a","created":1,"model":"m","choices":[]}""", """{"id":"b","created":2,"model":"n","choices":[]}""");

        Assert.Equal(("a", 1L, "m"), (built.Id, built.Created, built.Model));
    }

    [Fact]
    public void Build_ChoicesInAnyOrder_SortsThemByIndex()
    {
        ChatCompletion built = Build(
            """{"choices":[{"index":2,"delta":{"content":"c"}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"b"}}]}""",
            """{"choices":[{"delta":{"content":"A"}}]}""");

        Assert.Equal([0, 1, 2], built.Choices.Select(static choice => choice.Index!.Value));
        Assert.Equal(["aA", "b", "c"], built.Choices.Select(static choice => choice.Message.Text));
    }

    [Fact]
    public void Add_NegativeChoiceIndex_ThrowsInvalidResponse()
    {
        var builder = new ChatCompletionBuilder();
        builder.Add(new() { Choices = [new() { Index = 0, Delta = new() { Content = "Hi" } }] });

        MiniMaxInvalidResponseException e = Assert.Throws<MiniMaxInvalidResponseException>(
            () => builder.Add(new() { Choices = [new() { Index = -1, Delta = new() { Content = "No" } }] }));
        Assert.Contains("index -1", e.Message, StringComparison.Ordinal);
        Assert.Equal("Hi", builder.Build().Text);
    }

    [Fact]
    public void Add_TooManyChoices_ThrowsInvalidResponse()
    {
        var builder = new ChatCompletionBuilder();
        for (int i = 0; i < 128; i++)
            builder.Add(new() { Choices = [new() { Index = i * 1000 }] });

        Assert.Throws<MiniMaxInvalidResponseException>(() => builder.Add(new() { Choices = [new() { Index = 1 }] }));
        Assert.Equal(128, builder.Build().Choices.Count);
    }

    [Theory]
    [InlineData("stop", "", "stop")]
    [InlineData("stop", null, "stop")]
    [InlineData("stop", "length", "length")]
    [InlineData("something_new", null, "something_new")]
    public void Build_SeveralFinishReasons_HasTheLastNonEmpty(string first, string? second, string expected) => Assert.Equal(
        expected,
        Build(
            $$$"""{"choices":[{"delta":{},"finish_reason":{{{JsonSerializer.Serialize(first)}}}}]}""",
            $$$"""{"choices":[{"delta":{},"finish_reason":{{{JsonSerializer.Serialize(second)}}}}]}""").FinishReason?.Value);

    [Fact]
    public void Build_StopReasonWithToolCalls_KeepsTheCalls()
    {
        ChatCompletion built = Build(
            """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_a","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"stop"}]}""");

        Assert.Single(built.Message.ToolCalls!);
        Assert.Equal(FinishReason.Stop, built.FinishReason);
    }

    [Fact]
    public void Build_EmptyToolCallList_HasNoToolCalls() =>
        Assert.Null(Build("""{"choices":[{"delta":{"tool_calls":[]}}]}""").Message.ToolCalls);

    [Fact]
    public void Build_PlaceholderUsage_UsesTheRealCount()
    {
        const string Count = """{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""";
        const string PlaceHolder = """{"choices":[],"usage":{"total_tokens":0,"total_characters":0}}""";

        Assert.Equal(3, Build(PlaceHolder, Count).Usage?.TotalTokens);
        Assert.Equal(3, Build(Count, PlaceHolder).Usage?.TotalTokens);
        Assert.Equal(3, Build(Count, """{"choices":[],"usage":null}""").Usage?.TotalTokens);
        Assert.Equal(0, Build(PlaceHolder).Usage?.TotalTokens);
    }

    [Fact]
    public void Build_UsageSentTwice_HasTheLast() => Assert.Equal(5, Build(
        """{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""",
        """{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":4,"total_tokens":5}}""").Usage?.TotalTokens);

    [Fact]
    public void Build_UnknownFields_AreKept()
    {
        ChatCompletion built = Build(
            """{"x":1,"y":1,"choices":[{"delta":{"d":1},"c":1}]}""", """{"y":2,"choices":[{"delta":{"e":2},"c":2}]}""");

        Assert.Equal(["x=1", "y=2"], built.AdditionalProperties.Select(static one => $"{one.Key}={one.Value}"));
        Assert.Equal(["c=2"], built.Choices[0].AdditionalProperties.Select(static one => $"{one.Key}={one.Value}"));
        Assert.Equal(["d=1", "e=2"], built.Message.AdditionalProperties.Select(static one => $"{one.Key}={one.Value}"));
    }

    [Fact]
    public void Build_RefusalDeltas_AreJoined() => Assert.Equal("I will not.", Build(
        """{"choices":[{"delta":{"refusal":"I will"}}]}""", """{"choices":[{"delta":{"refusal":" not."}}]}""").Message.Refusal);

    [Fact]
    public void Build_LogprobsDeltas_AreConcatenated() => Assert.Equal(["a", "b"], Build(
        """{"choices":[{"delta":{"content":"a"},"logprobs":{"content":[{"token":"a","logprob":-0.1,"top_logprobs":[]}]}}]}""",
        """{"choices":[{"delta":{"content":"b"},"logprobs":{"content":[{"token":"b","logprob":-0.2,"top_logprobs":[]}]}}]}""")
        .Choices[0].Logprobs!.Content!.Select(static one => one.Token));

    [Theory]
    [InlineData("Let", "Let me", "Let me")]
    [InlineData("Let", " me", "Let me")]
    [InlineData("Let me", "Let", "Let meLet")]
    [InlineData("ha", "ha", "haha")]
    [InlineData("", "Let", "Let")]
    public void Build_CumulativeOrIncrementalDetails_AreJoined(string first, string second, string expected)
    {
        ChatCompletion built = Build(Detail(first), Detail(second));

        Assert.Equal(expected, built.Reasoning);
        Assert.Equal(expected, Assert.Single(built.Message.ReasoningDetails!).Text);
    }

    [Fact]
    public void Build_DetailsWithSeveralIndexes_AreSeparate()
    {
        ChatCompletion built = Build(
            """{"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"a"},{"type":"reasoning.text","index":1,"text":"b"}]}}]}""",
            """{"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","index":1,"text":"B"},{"type":"reasoning.text","index":0,"signature":"s"}]}}]}""");

        Assert.Equal(["a s", "bB "], built.Message.ReasoningDetails!.Select(static one => $"{one.Text} {one.Signature}"));
        Assert.Equal("abB", built.Reasoning);
    }

    [Fact]
    public void Build_MessageAfterDeltas_DoesNotRepeatText() => Assert.Equal("Hello", Build(
        """{"choices":[{"index":0,"delta":{"content":"Hello"}}]}""",
        """{"object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}]}""").Text);

    [Fact]
    public void Add_Null_ThrowsArgumentNullException() => Assert.Throws<ArgumentNullException>(() => new ChatCompletionBuilder().Add(null!));

    private static string Detail(string text) =>
        $$$"""{"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"{{{text}}}"}]}}]}""";

    private static ChatCompletion Build(params string[] chunks)
    {
        var builder = new ChatCompletionBuilder();
        foreach (string chunk in chunks)
            builder.Add(Chunk(chunk));
        return builder.Build();
    }

    private static ChatCompletionChunk Chunk(string json) => JsonSerializer.Deserialize<ChatCompletionChunk>(json)!;
}
