using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Model lists and token counts over a socket.</summary>
public sealed class ModelListAndTokenCountTests : EmulatorTest
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.System("Be terse."), ChatMessage.User("How many tokens is this?")],
    };

    [Theory]
    [InlineData("aimlapi", "/v1/models?include=pricing", "minimax/m2-7-20260402")]
    [InlineData("runapi", "/v1/models", "MiniMax-M2.7")]
    [InlineData("modelslab", "/api/v7/llm/v1/models", "minimax-minimax-m2")]
    [InlineData("modelslab, messages", "/api/v7/llm/v1/models", "minimax-minimax-m2")]
    [InlineData("modelslab, key in the body", "/api/v7/llm/v1/models", "minimax-minimax-m2")]
    [InlineData("openai", "/v1/models", "MiniMax-M2.7")]
    [InlineData("anthropic", "/anthropic/v1/models", "MiniMax-M2.7")]
    public async Task ListModelsAsync_EveryProvider_ReturnsItsModels(string provider, string path, string model)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider));
        IReadOnlyList<ModelInfo> models = await client.ListModelsAsync(Token);
        Assert.Contains(models, info => info.Id == model);
        RecordedRequest sent = Assert.Single(Emulator.Requests);
        Assert.Equal(("GET", path), (sent.Method, sent.Path));
        Assert.True(sent.Body.IsEmpty);
    }

    [Fact]
    public async Task ListModelsAsync_AimlApi_ReturnsAliasesDetailsAndPrice()
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"));
        ModelInfo model = (await client.ListModelsAsync(Token)).Single(static info => info.Id == "minimax/m2-7-20260402");
        Assert.Equal(["minimax/m2-7"], model.Aliases);
        Assert.Equal("openai/chat-completions", model.Type);
        Assert.Equal("MiniMax", model.Info!.Developer);
        Assert.Equal(new ModelPrice(0.39m, 1.56m), model.Price);
    }

    [Fact]
    public async Task ListModelsAsync_AimlApiLegacyFormat_ReturnsModels()
    {
        Emulator.Enqueue(Reply.Raw(200, "application/json",
            """
            [{"id":"minimax/m2","type":"chat-completion",
              "info":{"name":"MiniMax-M2","developer":"MiniMax","description":"d","contextLength":204800,"maxTokens":65536,
                      "url":"https://aimlapi.com/models","docs_url":"https://docs.aimlapi.com/"},
              "features":["openai/chat-completion"],"endpoints":["/v1/chat/completions"],"new":1}]
            """));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"));
        ModelInfo model = Assert.Single(await client.ListModelsAsync(Token));
        Assert.Equal(204_800, model.Info!.ContextLength);
        Assert.Equal(65_536, model.Info.MaxTokens);
        Assert.Equal("https://docs.aimlapi.com/", model.Info.DocsUrl);
        Assert.Equal("https://aimlapi.com/models", model.Info.AdditionalProperties["url"].GetString());
        Assert.Equal(["openai/chat-completion"], model.Features);
        Assert.Equal(["/v1/chat/completions"], model.Endpoints);
        Assert.Equal(1, model.AdditionalProperties["new"].GetInt32());
        Assert.Null(model.Price);
    }

    [Fact]
    public async Task ListModelsAsync_AnthropicFormat_ReturnsModels()
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "anthropic"));
        ModelInfo model = (await client.ListModelsAsync(Token)).First(static info => info.Id == "MiniMax-M3");
        Assert.Equal("MiniMax-M3", model.DisplayName);
        Assert.Equal("2026-06-01T00:00:00Z", model.CreatedAt);
        Assert.Equal("model", model.Type);
    }

    [Theory]
    [InlineData("""{"object":"list"}""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("""{"status":"error","message":"Invalid API key"}""", typeof(MiniMaxAuthenticationException))]
    [InlineData("<html>", typeof(MiniMaxInvalidResponseException))]
    public async Task ListModelsAsync_BodyWithoutAList_ThrowsTypedException(string body, Type type)
    {
        Emulator.Enqueue(Reply.Raw(200, "application/json", body));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "modelslab"));
        Assert.IsType(type, await Record.ExceptionAsync(() => client.ListModelsAsync(Token)));
    }

    [Theory]
    [InlineData("runapi", "/v1/messages/count_tokens", "MiniMax-M2")]
    [InlineData("modelslab", "/api/v7/llm/v1/messages/count_tokens", "minimax-minimax-m2")]
    [InlineData("modelslab, key in the body", "/api/v7/llm/v1/messages/count_tokens", "minimax-minimax-m2")]
    [InlineData("anthropic", "/anthropic/v1/messages/count_tokens", "MiniMax-M2")]
    public async Task CountTokensAsync_SupportedProvider_ReturnsCount(string provider, string path, string model)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider));
        TokenCount count = await client.CountTokensAsync(Request, Token);
        Assert.InRange(count.InputTokens!.Value, 5, 20);
        RecordedRequest sent = Assert.Single(Emulator.Requests);
        Assert.Equal(path, sent.Path);
        // The OpenAPI document of ModelsLab specifies a string.
        string content = provider.StartsWith("modelslab", StringComparison.Ordinal)
            ? "\"How many tokens is this?\""
            : """[{"type":"text","text":"How many tokens is this?"}]""";
        Json.AssertEqual(
            $$"""{"model":"{{model}}","system":"Be terse.","messages":[{"role":"user","content":{{content}}}]}""", sent.Text);
    }

    [Theory]
    [InlineData("aimlapi")]
    [InlineData("openai")]
    public async Task CountTokensAsync_UnsupportedProvider_ThrowsNotSupportedExceptionAndSendsNothing(string provider)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider));
        var e = await Assert.ThrowsAsync<NotSupportedException>(() => client.CountTokensAsync(Request, Token));
        Assert.Equal($"{provider} has no token count endpoint.", e.Message);
        Assert.Empty(Emulator.Requests);
    }
}
