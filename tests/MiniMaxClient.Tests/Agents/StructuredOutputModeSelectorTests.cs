using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The mode that <c>Auto</c> selects by the capabilities of the providers.</summary>
public sealed class StructuredOutputModeSelectorTests : StructuredOutputTest
{
    [Theory]
    [InlineData("aimlapi", MiniMaxModels.M2, StructuredOutputMode.ResponseFormat)]
    [InlineData("aimlapi", MiniMaxModels.M2_1, StructuredOutputMode.ResponseFormat)]
    [InlineData("aimlapi", MiniMaxModels.M2_7, StructuredOutputMode.Instruction)]
    [InlineData("aimlapi", MiniMaxModels.M2_7_Highspeed, StructuredOutputMode.ResponseFormat)]
    [InlineData("aimlapi", MiniMaxModels.M2_Her, StructuredOutputMode.Instruction)]
    [InlineData("aimlapi", MiniMaxModels.M3, StructuredOutputMode.ResponseFormat)]
    [InlineData("runapi", MiniMaxModels.M2_7, StructuredOutputMode.Instruction)]
    [InlineData("runapi", MiniMaxModels.M3, StructuredOutputMode.ResponseFormat)]
    [InlineData("modelslab", MiniMaxModels.M2, StructuredOutputMode.JsonObject)]
    [InlineData("modelslab, key in the body", MiniMaxModels.M2, StructuredOutputMode.JsonObject)]
    [InlineData("modelslab, messages", MiniMaxModels.M2, StructuredOutputMode.ToolCall)]
    [InlineData("anthropic", MiniMaxModels.M2_7, StructuredOutputMode.Instruction)]
    [InlineData("minimax", MiniMaxModels.M3_1_Flash, StructuredOutputMode.ResponseFormat)]
    [InlineData("minimax", MiniMaxModels.M2_1, StructuredOutputMode.Instruction)]
    [InlineData("minimax, messages", MiniMaxModels.M3_1_Flash, StructuredOutputMode.Instruction)]
    [InlineData("minimax, messages", MiniMaxModels.M3, StructuredOutputMode.Instruction)]
    [InlineData("runapi, messages", MiniMaxModels.M3, StructuredOutputMode.Instruction)]
    [InlineData("openai", MiniMaxModels.M2_7, StructuredOutputMode.ResponseFormat)]
    public async Task SelectMode_ProviderAndModel_DependsOnItsCapabilities(string provider, string model, StructuredOutputMode mode)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        // MiniMax's own route ignores the format, and no route reads the instruction, so the test provides the response.
        if (provider == "openai" || mode == StructuredOutputMode.Instruction || provider == "minimax")
            Emulator.Enqueue(Reply.Text("""{"name":"text","age":1}"""));

        Guest guest = await client.CompleteAsync(CreateRequest(model), StructuredOutputJson.Default.Guest, cancellationToken: Token);

        Assert.Equal(new Guest("text", 1), guest);
        Assert.Equal(mode, GetMode(Assert.Single(Emulator.Requests)));
    }

    [Theory]
    [InlineData("openai", "anthropic", StructuredOutputMode.Instruction)]
    [InlineData("anthropic", "openai", StructuredOutputMode.Instruction)]
    [InlineData("openai", "runapi", StructuredOutputMode.Instruction)]
    [InlineData("openai", "openai", StructuredOutputMode.ResponseFormat)]
    [InlineData("openai", "modelslab", StructuredOutputMode.JsonObject)]
    [InlineData("modelslab", "anthropic", StructuredOutputMode.Instruction)]
    public async Task SelectMode_SeveralProviders_IsSupportedByAll(string first, string second, StructuredOutputMode mode)
    {
        using ChatCompletionsClient one = CreateClient(first);
        using ChatCompletionsClient other = CreateClient(second);
        var client = new FailoverChatCompletionsClient(one, new FailoverChatCompletionsClient(other));
        Emulator.Enqueue(mode == StructuredOutputMode.ToolCall ? Reply.ToolCall("answer", Ada) : Reply.Text(Ada));

        await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: Token);

        Assert.Equal(mode, GetMode(Assert.Single(Emulator.Requests)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SelectMode_UnknownClient_IsInstruction(bool isOneOfSeveral)
    {
        using ChatCompletionsClient inner = CreateClient("openai");
        IChatCompletionsClient client = new Wrapped(inner);
        if (isOneOfSeveral)
            client = new FailoverChatCompletionsClient(inner, client);
        Emulator.Enqueue(Reply.Text(Ada));

        await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: Token);

        Assert.Equal(StructuredOutputMode.Instruction, GetMode(Assert.Single(Emulator.Requests)));
    }

    [Fact]
    public async Task SelectMode_RequestWithFormatAndToolChoice_KeepsThem()
    {
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(Reply.Text(Ada));
        ChatCompletionRequest request = CreateRequest() with
        {
            ResponseFormat = ResponseFormat.JsonObject, Tools = [NewTool("look_up")], ToolChoice = ToolChoice.None,
        };

        await client.CompleteAsync(request, StructuredOutputJson.Default.Guest, cancellationToken: Token);

        JsonElement sent = Assert.Single(Emulator.Requests).Json;
        Assert.Equal("json_object", sent.GetProperty("response_format").GetProperty("type").GetString());
        Assert.Equal("none", sent.GetProperty("tool_choice").GetString());
    }

    [Fact]
    public async Task SelectMode_RequestWithMaximumTools_AddsNoTool()
    {
        using ChatCompletionsClient client = CreateClient("anthropic");
        Emulator.Enqueue(Reply.Text(Ada));
        ChatCompletionRequest request =
            CreateRequest() with { Tools = [.. Enumerable.Range(0, 128).Select(static i => Tool.FromFunction($"tool_{i}"))] };

        await client.CompleteAsync(request, StructuredOutputJson.Default.Guest, cancellationToken: Token);

        Assert.Equal(StructuredOutputMode.Instruction, GetMode(Assert.Single(Emulator.Requests)));
    }

    // A forced tool would keep the caller's tools from being called.
    [Theory]
    [InlineData("anthropic", MiniMaxModels.M2_7, StructuredOutputMode.Instruction)]
    [InlineData("aimlapi", MiniMaxModels.M2_7, StructuredOutputMode.Instruction)]
    [InlineData("modelslab", MiniMaxModels.M2, StructuredOutputMode.JsonObject)]
    [InlineData("openai", MiniMaxModels.M2_7, StructuredOutputMode.ResponseFormat)]
    public async Task SelectMode_RequestWithTools_ForcesNoTool(string provider, string model, StructuredOutputMode mode)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(Reply.Text(Ada));

        await client.CompleteAsync(
            CreateRequest(model) with { Tools = [NewTool("look_up")] }, StructuredOutputJson.Default.Guest, cancellationToken: Token);

        RecordedRequest sent = Assert.Single(Emulator.Requests);
        Assert.Equal(mode, GetMode(sent));
        Assert.Equal(["look_up"], sent.Json.GetProperty("tools").EnumerateArray()
            .Select(static tool => (tool.TryGetProperty("function", out JsonElement function) ? function : tool).GetProperty("name").GetString()));
    }

    private static ChatCompletionRequest CreateRequest(string model = MiniMaxModels.M2) =>
        new() { Model = model, Messages = [ChatMessage.User("Who?")] };

    private static FunctionTool NewTool(string name) => Tool.FromFunction(name, parameters: Json.Element("{}"));

    private static StructuredOutputMode GetMode(RecordedRequest request) =>
        request.Json.TryGetProperty("response_format", out JsonElement format)
            ? format.GetProperty("type").GetString() == "json_object" ? StructuredOutputMode.JsonObject : StructuredOutputMode.ResponseFormat
        : request.Json.TryGetProperty("tool_choice", out _) ? StructuredOutputMode.ToolCall
        : StructuredOutputMode.Instruction;

    private sealed class Wrapped(IChatCompletionsClient inner) : IChatCompletionsClient
    {
        public Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
            inner.CompleteAsync(request, cancellationToken);

        public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
            ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
            inner.StreamAsync(request, cancellationToken);
    }
}
