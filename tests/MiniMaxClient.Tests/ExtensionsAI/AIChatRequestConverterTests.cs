using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using MiniMaxClient.Tests.Support;
using Effort = Microsoft.Extensions.AI.ReasoningEffort;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>The request fields that <see cref="ChatOptions"/> set.</summary>
public sealed class AIChatRequestConverterTests
{
    private static readonly AIFunction Look =
        AIFunctionFactory.Create((string q) => q, new AIFunctionFactoryOptions { Name = "look", Description = "Looks it up." });

    [Fact]
    public async Task ToRequest_AllOptions_AreFields()
    {
        await AssertSentAsync(
            new()
            {
                ModelId = "MiniMax-M2.5",
                Instructions = "Be terse.",
                Temperature = 0.7f,
                TopP = 0.95f,
                TopK = 40,
                MaxOutputTokens = 100,
                StopSequences = ["END"],
                Seed = 7,
                FrequencyPenalty = 0.1f,
                PresencePenalty = -0.2f,
                AdditionalProperties = new()
                {
                    ["minimax:stream_options"] = new Dictionary<string, object?> { ["include_usage"] = true },
                    ["minimax:x_flag"] = true,
                    ["minimax:x_node"] = new JsonArray(1, "two"),
                    ["minimax:thinking"] = Thinking.Adaptive,
                },
            },
            """
            {"model":"MiniMax-M2.5",
             "messages":[{"role":"system","content":"Be terse."},{"role":"user","content":"Hi"}],
             "temperature":0.7,"top_p":0.95,"top_k":40,"max_tokens":100,"stop":["END"],"seed":7,
             "frequency_penalty":0.1,"presence_penalty":-0.2,
             "stream_options":{"include_usage":true},"x_flag":true,"x_node":[1,"two"],"thinking":{"type":"adaptive"}}
            """);
    }

    [Theory]
    [InlineData(MiniMaxModels.M3_1_Flash, Effort.Low, ",\"reasoning_effort\":\"low\"")]
    [InlineData(MiniMaxModels.M3_1_Flash, Effort.Medium, ",\"reasoning_effort\":\"medium\"")]
    [InlineData(MiniMaxModels.M3_1_Flash, Effort.High, ",\"reasoning_effort\":\"high\"")]
    [InlineData(MiniMaxModels.M3_1_Flash, Effort.ExtraHigh, ",\"reasoning_effort\":\"xhigh\"")]
    [InlineData(MiniMaxModels.M3, Effort.None, ",\"thinking\":{\"type\":\"disabled\"}")]
    [InlineData(MiniMaxModels.M3_1_Flash, Effort.None, "")]
    [InlineData(MiniMaxModels.M2_1, Effort.Low, "")]
    public async Task ToRequest_ReasoningEffort_IsEffortOrDisabledThinking(string model, Effort effort, string expected) =>
        await AssertSentAsync(
            new() { ModelId = model, Reasoning = new() { Effort = effort } },
            $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hi"}]{{expected}}}""");

    [Theory]
    [InlineData("adaptive", Effort.Low, ",\"reasoning_effort\":\"low\"")]
    [InlineData("adaptive", Effort.None, "")]
    public async Task ToRequest_EffortNextToThinkingOfTheBaseRequest_IsSentIfBothAgree(
        string thinking, Effort effort, string expected) =>
        await AssertSentAsync(
            new()
            {
                ModelId = MiniMaxModels.M3_1_Flash,
                Reasoning = new() { Effort = effort },
                RawRepresentationFactory = _ => new ChatCompletionRequest
                {
                    Model = "",
                    Messages = [],
                    Thinking = new() { Type = thinking },
                },
            },
            $$"""
            {"model":"MiniMax-M3.1-Flash","messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"{{thinking}}"}{{expected}}}
            """);

    private const string Instruction =
        """
        {"role":"system","content":"Respond with one JSON value and nothing else: no text around it, no code fence. It must match this JSON Schema: {\"type\":\"object\"}"},
        """;

    // MiniMax silently ignores response_format (measured): the schema is always sent in the messages.
    public static TheoryData<ChatResponseFormat, string, string> Formats { get; } = new()
    {
        { ChatResponseFormat.Text, "", "" },
        { ChatResponseFormat.Json, "", ""","response_format":{"type":"json_object"}""" },
        {
            ChatResponseFormat.ForJsonSchema(Json.Element("""{"type":"object"}"""), "person", "A person."),
            Instruction,
            ""","response_format":{"type":"json_schema","json_schema":{"name":"person","description":"A person.","schema":{"type":"object"}}}"""
        },
        {
            ChatResponseFormat.ForJsonSchema(Json.Element("""{"type":"object"}""")),
            Instruction,
            ""","response_format":{"type":"json_schema","json_schema":{"name":"answer","schema":{"type":"object"}}}"""
        },
    };

    [Theory]
    [MemberData(nameof(Formats), DisableDiscoveryEnumeration = true)]
    public async Task ToRequest_ResponseFormat_IsSent(ChatResponseFormat format, string instruction, string expected) =>
        await AssertSentAsync(
            new() { ResponseFormat = format },
            $$"""{"model":"MiniMax-M2.1","messages":[{{instruction}}{"role":"user","content":"Hi"}]{{expected}}}""");

    [Fact]
    public async Task RawRepresentationFactory_BaseRequest_HasPrecedence()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();
        IChatClient? receivedClient = null;

        await chat.GetResponseAsync(new ChatOptions
        {
            Temperature = 0.2f,
            TopK = 5,
            MaxOutputTokens = 10,
            Reasoning = new() { Effort = Effort.High },
            Tools = [Look],
            AdditionalProperties = new() { ["minimax:x_one"] = 1, ["minimax:x_two"] = 2 },
            RawRepresentationFactory = client =>
            {
                receivedClient = client;
                return new ChatCompletionRequest
                {
                    Model = "",
                    Messages = [ChatMessage.System("First.")],
                    Temperature = 1,
                    MaxCompletionTokens = 20,
                    Thinking = Thinking.Adaptive,
                    Tools = [Own("look"), Own("own")],
                    Options = new() { ClientRequestId = "mine-1" },
                }.WithProperty("x_one", "own");
            },
        });

        Assert.Same(chat.Chat, receivedClient);
        Assert.Equal("mine-1", chat.Emulator.Requests[^1].Headers["X-Client-Request-Id"]);
        Json.AssertEqual(
            """
            {"model":"MiniMax-M2.1","messages":[{"role":"system","content":"First."},{"role":"user","content":"Hi"}],
             "max_completion_tokens":20,"temperature":1,"top_k":5,"thinking":{"type":"adaptive"},
             "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}},
              {"type":"function","function":{"name":"own","parameters":{"type":"object"}}}],
             "x_one":"own","x_two":2}
            """,
            chat.LastRequestJson.GetRawText());

        static FunctionTool Own(string name) => Tool.FromFunction(name, parameters: Json.Element("""{"type":"object"}"""));
    }

    [Fact]
    public async Task RawRepresentationFactory_OtherType_IsIgnored() =>
        await AssertSentAsync(
            new() { RawRepresentationFactory = static _ => "of another provider" },
            """{"model":"MiniMax-M2.1","messages":[{"role":"user","content":"Hi"}]}""");

    public static TheoryData<ChatOptions, string> Impossible { get; } = new()
    {
        { new() { ConversationId = "c1" }, "ConversationId" },
        { new() { Tools = [new HostedWebSearchTool()] }, "HostedWebSearchTool" },
    };

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public async Task ToRequest_UnsupportedOption_ThrowsWithItsName(ChatOptions options, string named)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        var plain = await Assert.ThrowsAsync<NotSupportedException>(() => chat.GetResponseAsync(options));
        var streamed = Assert.Throws<NotSupportedException>(() => chat.Chat.GetStreamingResponseAsync("Hi", options, TestTimeouts.Token));

        Assert.Contains(named, plain.Message);
        Assert.Equal(plain.Message, streamed.Message);
        Assert.Empty(chat.Emulator.Requests);
    }

    [Fact]
    public async Task ToRequest_NoModel_Throws()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();
        IChatClient nameless = chat.Client.AsIChatClient();

        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => nameless.GetResponseAsync("Hi", cancellationToken: TestTimeouts.Token));

        Assert.Contains("ChatOptions.ModelId", e.Message);
        await nameless.GetResponseAsync("Hi", new() { ModelId = "MiniMax-M2" }, TestTimeouts.Token);
        Assert.Equal("MiniMax-M2", chat.LastRequestJson.GetProperty("model").GetString());
    }

    [Fact]
    public async Task AdditionalProperties_WithoutPrefix_AreNotSent()
    {
        var cycle = new Dictionary<string, object?>();
        cycle["self"] = cycle;
        await AssertSentAsync(
            new()
            {
                AdditionalProperties = new()
                {
                    ["tenant"] = "secret-tenant",
                    ["progress"] = (Action)(static () => { }),
                    ["temperature"] = 1,
                    ["minimax:"] = 1,
                    ["minimax:x_action"] = (Action)(static () => { }),
                    ["minimax:x_cycle"] = cycle,
                    ["minimax:x_sent"] = "yes",
                },
            },
            """{"model":"MiniMax-M2.1","messages":[{"role":"user","content":"Hi"}],"x_sent":"yes"}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public async Task ModelId_Empty_UsesTheDefault(string? modelId) => await AssertSentAsync(
        new() { ModelId = modelId }, """{"model":"MiniMax-M2.1","messages":[{"role":"user","content":"Hi"}]}""");

    [Fact]
    public async Task ToRequest_Options_AreNotChanged()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();
        var options = new ChatOptions { Tools = [Look], StopSequences = ["END"], Instructions = "Be terse." };

        await chat.GetResponseAsync(options);

        Assert.Null(options.ModelId);
        Assert.Null(options.AdditionalProperties);
        Assert.Equal((1, 1), (options.Tools!.Count, options.StopSequences!.Count));
    }

    private static async Task AssertSentAsync(ChatOptions options, string expected)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(options);

        Json.AssertEqual(expected, chat.LastRequestJson.GetRawText());
    }
}
