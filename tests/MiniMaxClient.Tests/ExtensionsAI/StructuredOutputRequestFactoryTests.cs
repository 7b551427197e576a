using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>Structured output through <c>IChatClient</c>: the mode on the wire, and the JSON text that the app receives.</summary>
public sealed class StructuredOutputRequestFactoryTests : IAsyncLifetime
{
    private const string Ada = """{"name":"Ada","born":1815}""";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly List<ChatCompletionsClient> _clients = [];
    private MiniMaxEmulator _emulator = null!;

    /// <summary>The provider, the model, whether the options have a schema, and the mode.</summary>
    public static TheoryData<string, string, bool?, string> Forms { get; } = new()
    {
        { "openai", MiniMaxModels.M2_7, null, "json_schema" },
        { "openai", MiniMaxModels.M2_7, false, "json_object" },
        { "aimlapi", MiniMaxModels.M2_1, null, "json_schema" },
        { "aimlapi", MiniMaxModels.M2_7, null, "instruction" },
        { "aimlapi", MiniMaxModels.M2_7, false, "instruction" },
        { "runapi", MiniMaxModels.M2_7, null, "instruction" },
        { "runapi", MiniMaxModels.M3, null, "json_schema" },
        { "modelslab", MiniMaxModels.M2, null, "json_object" },
        { "modelslab", MiniMaxModels.M2, false, "json_object" },
        { "modelslab, messages", MiniMaxModels.M2, null, "tool" },
        { "anthropic", MiniMaxModels.M2_7, null, "instruction" },
        { "anthropic", MiniMaxModels.M2_7, false, "instruction" },
    };

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync()
    {
        _clients.ForEach(static client => client.Dispose());
        return _emulator.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task CreateFromOptions_JsonFormat_UsesASupportedMode(string provider, string model, bool? usesSchema, string mode)
    {
        foreach (UnsupportedFieldHandling unsupported in Enum.GetValues<UnsupportedFieldHandling>())
        {
            IChatClient chat = Chat(provider, model, unsupported);
            _emulator.Enqueue(mode == "tool" ? Reply.ToolCall("answer", Ada) : Reply.Text(Ada));

            ChatResponse<Poet> response =
                await chat.GetResponseAsync<Poet>("Who?", useJsonSchemaResponseFormat: usesSchema, cancellationToken: _token);

            Assert.Equal(new Poet("Ada", 1815), response.Result);
            Assert.Equal((Ada, ChatFinishReason.Stop), (response.Text, response.FinishReason));
            Assert.Empty(response.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>());
            RecordedRequest sent = _emulator.Requests[^1];
            Assert.Equal(mode, GetMode(sent.Json));
            Assert.Contains("born", sent.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Stream_InAnyMode_HasTheJsonAsText(string provider, string model, bool? usesSchema, string mode)
    {
        IChatClient chat = Chat(provider, model);
        Reply reply = mode == "tool"
            ? Reply.Text("", "Hm, {a}.").WithToolCall("answer", Ada)
            : Reply.Text($"Here you are, {{you}}:\n```json\n{Ada}\n```\nBye.", "Hm, {a}.");
        _emulator.Enqueue(reply.WithChunkSize(3));
        ChatResponseFormat format = usesSchema == false ? ChatResponseFormat.Json : ChatResponseFormat.ForJsonSchema<Poet>();

        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in chat.GetStreamingResponseAsync("Who?", new() { ResponseFormat = format }, _token))
            updates.Add(update);

        Assert.Equal(Ada, string.Concat(updates.Select(static update => update.Text)));
        Assert.True(updates.Count(static update => update.Text.Length > 0) > 3, "The JSON arrives in pieces.");
        ChatResponse response = updates.ToChatResponse();
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        Assert.Empty(response.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal("Hm, {a}.", string.Concat(response.Messages[0].Contents.OfType<TextReasoningContent>()));
        Assert.Equal(mode, GetMode(_emulator.Requests[^1].Json));
    }

    // A forced tool would keep the app's own from being called.
    [Theory]
    [InlineData("openai", false)]
    [InlineData("anthropic", false)]
    [InlineData("aimlapi", false)]
    [InlineData("openai", true)]
    [InlineData("anthropic", true)]
    public async Task Tools_OfTheOptions_RunBeforeTheJson(string provider, bool isStreamed)
    {
        using var loop = new FunctionInvokingChatClient(Chat(provider, MiniMaxModels.M2_7));
        List<string> ran = [];
        _emulator.Enqueue(Reply.ToolCall("look_up", """{"name":"Ada"}"""), Reply.Text(Ada));
        var options = new ChatOptions
        {
            ResponseFormat = ChatResponseFormat.ForJsonSchema<Poet>(),
            Tools = [AIFunctionFactory.Create((string name) => ran.Add(name), "look_up")],
        };

        ChatResponse response = isStreamed
            ? await loop.GetStreamingResponseAsync("Who?", options, _token).ToChatResponseAsync(_token)
            : await loop.GetResponseAsync("Who?", options, _token);

        Assert.Equal(["Ada"], ran);
        Assert.Equal(Ada, response.Messages[^1].Text);
        Assert.All(_emulator.Requests, static request => Assert.False(request.Json.TryGetProperty("tool_choice", out _)));
    }

    [Theory]
    [InlineData("openai", false)]
    [InlineData("modelslab, messages", false)]
    [InlineData("openai", true)]
    [InlineData("modelslab, messages", true)]
    public async Task Mode_RejectedByTheProvider_FallsBackToAnInstruction(string provider, bool isStreamed)
    {
        IChatClient chat = Chat(provider, provider == "modelslab, messages" ? MiniMaxModels.M2 : MiniMaxModels.M2_7);
        _emulator.Enqueue(Reply.Error(400, "tool_choice and response_format are not supported", "2013"), Reply.Text(Ada));
        var options = new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema<Poet>() };

        ChatResponse response = isStreamed
            ? await chat.GetStreamingResponseAsync("Who?", options, _token).ToChatResponseAsync(_token)
            : await chat.GetResponseAsync("Who?", options, _token);

        Assert.Equal(Ada, response.Text);
        Assert.Equal("instruction", GetMode(_emulator.Requests[1].Json));
        Assert.Contains("born", _emulator.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejection_OfTheModel_IsNotRetried()
    {
        IChatClient chat = Chat("openai", MiniMaxModels.M2_7);
        _emulator.Enqueue(Reply.Error(400, "unknown model", "2013"));

        await Assert.ThrowsAnyAsync<MiniMaxException>(() => chat.GetResponseAsync<Poet>("Who?", cancellationToken: _token));

        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData("openai", "anthropic", "instruction")]
    [InlineData("openai", "modelslab", "json_object")]
    public async Task CreateFromOptions_SeveralProviders_UsesAModeThatAllSupport(string first, string second, string mode)
    {
        Chat(first, MiniMaxModels.M2);
        Chat(second, MiniMaxModels.M2);
        IChatClient chat = new FailoverChatCompletionsClient([.. _clients]).AsIChatClient(MiniMaxModels.M2);
        _emulator.Enqueue(mode == "tool" ? Reply.ToolCall("answer", Ada) : Reply.Text(Ada));

        Assert.Equal("Ada", (await chat.GetResponseAsync<Poet>("Who?", cancellationToken: _token)).Result.Name);
        Assert.Equal(mode, GetMode(_emulator.Requests[^1].Json));
    }

    private IChatClient Chat(string provider, string model, UnsupportedFieldHandling unsupported = default)
    {
        var client = new ChatCompletionsClient(
            Adapters.ForEmulator(_emulator, provider), new() { Resilience = ResilienceOptions.None, UnsupportedFields = unsupported });
        _clients.Add(client);
        return client.AsIChatClient(model);
    }

    private static string? GetMode(JsonElement request) =>
        request.TryGetProperty("response_format", out JsonElement format) ? format.GetProperty("type").GetString()
        : request.TryGetProperty("tool_choice", out _) ? "tool"
        : "instruction";

    private sealed record Poet(string Name, int Born);
}
