using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MiniMaxClient.Agents;
using MiniMaxClient.Tests.DependencyInjection;
using MiniMaxClient.Tests.Diagnostics;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;
using ChatMessage = MiniMaxClient.ChatMessage;

namespace MiniMaxClient.Tests.Client;

/// <summary>Requests without a model, for which a client uses its default model.</summary>
public sealed class DefaultModelTests
{
    private static readonly ChatCompletionRequest WithoutModel = new() { Messages = [ChatMessage.User("Hi")] };

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task Calls_RequestWithoutModel_SendTheDefaultModel()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, SampleResponse.Anthropic.Body),
            ServerScript.Stream([.. SampleResponse.Anthropic.Events]),
            ServerScript.Json(200, """{"input_tokens":3}"""),
            ServerScript.Json(200, SampleResponse.Anthropic.Body),
            ServerScript.Json(200, SampleResponse.Anthropic.Body));
        using ChatCompletionsClient client = CreateClient(server, MiniMaxModels.M3, "anthropic");

        await client.CompleteAsync(WithoutModel, _token);
        await client.StreamAsync("Hi", cancellationToken: _token).ToCompletionAsync(_token);
        await client.CountTokensAsync(WithoutModel, _token);
        await client.CompleteAsync("Hi", cancellationToken: _token);
        await client.CompleteAsync("Hi", MiniMaxModels.M2, _token);

        Assert.Equal(
            [MiniMaxModels.M3, MiniMaxModels.M3, MiniMaxModels.M3, MiniMaxModels.M3, MiniMaxModels.M2],
            server.Requests.Select(static request => request.Json.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task CompleteAsync_DefaultModel_IsMappedPricedAndRecorded()
    {
        await using var server = FaultServer.Start(ServerScript.Json(
            200,
            """
            {"choices":[{"message":{"role":"assistant","content":"Hi."}}],
             "usage":{"prompt_tokens":1000000,"completion_tokens":0,"total_tokens":1000000}}
            """));
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_1, new(0.30m, 1.20m));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "runapi"), new() { DefaultModel = MiniMaxModels.M2_1, Prices = prices });
        using var telemetry = new TelemetryRecorder();

        ChatCompletion completion = await client.CompleteAsync(WithoutModel, _token);

        Assert.Equal("MiniMax-M2.1", server.Requests[0].Json.GetProperty("model").GetString());
        Assert.Equal(0.30m, completion.Cost!.Value.Usd);
        Assert.Equal("MiniMax-M2.1", Assert.Single(telemetry.Spans).GetTagItem("gen_ai.request.model"));
    }

    [Fact]
    public async Task CompleteAsync_NoDefaultModel_NamesBothWays()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using ChatCompletionsClient client = CreateClient(server, null);

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync("Hi", cancellationToken: _token));

        Assert.Equal(
            "The request is invalid and was not sent: $.model: is empty; set the model of the request, or the DefaultModel of the client",
            e.Message);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("""{"model":" ","messages":[{"role":"user","content":"Hi"}]}""")]
    [InlineData("""{"model":["MiniMax-M2"],"messages":[{"role":"user","content":"Hi"}]}""")]
    public async Task CompleteAsync_InvalidModel_IsNotReplacedByTheDefault(string json)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using ChatCompletionsClient client = CreateClient(server, MiniMaxModels.M3);
        ChatCompletionRequest request = JsonSerializer.Deserialize<ChatCompletionRequest>(json)!;

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(request, _token));

        Assert.NotEmpty(e.Problems);
        Assert.All(e.Problems, static problem => Assert.Equal("$.model", problem.Path));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void DefaultModel_WhiteSpace_IsInvalid()
    {
        var e = Assert.Throws<ArgumentException>(
            () => new ChatCompletionsClient(new RunApiAdapter("key-1"), new() { DefaultModel = " " }));
        Assert.Contains("DefaultModel is empty; it must be the id of a model, or null.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SelectMode_RequestWithoutModel_UsesTheCapabilitiesOfTheDefault()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter("key-1"), new() { DefaultModel = MiniMaxModels.M2_7 });
        using var another = new ChatCompletionsClient(new AimlApiAdapter("key-1"), new() { DefaultModel = MiniMaxModels.M3 });

        Assert.Equal(StructuredOutputMode.Instruction, StructuredOutputModeSelector.SelectMode(client, WithoutModel));
        Assert.Equal(StructuredOutputMode.ResponseFormat, StructuredOutputModeSelector.SelectMode(another, WithoutModel));
    }

    [Fact]
    public async Task Failover_RequestWithoutModel_EachProviderUsesItsOwn()
    {
        await using var first = FaultServer.Start(ServerScript.Json(503, "{}"));
        await using var second = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using ServiceProvider services = BoundOptions.BuildServices($$"""
            {
              "Model": "MiniMax-M3",
              "Resilience": { "MaxRetryAttempts": 0 },
              "Providers": [
                { "Provider": "OpenAICompatible", "BaseAddress": "{{first.BaseAddress}}", "Model": "vendor/m2" },
                { "Provider": "OpenAICompatible", "BaseAddress": "{{second.BaseAddress}}" }
              ]
            }
            """);
        using var telemetry = new TelemetryRecorder();

        await services.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", cancellationToken: _token);

        Assert.Equal("vendor/m2", first.Requests[0].Json.GetProperty("model").GetString());
        Assert.Equal("MiniMax-M3", second.Requests[0].Json.GetProperty("model").GetString());
        Activity failover = Assert.Single(telemetry.Spans, static span => span.OperationName.StartsWith("failover", StringComparison.Ordinal));
        Assert.Equal(("failover", null), (failover.OperationName, failover.GetTagItem("gen_ai.request.model")));
    }

    [Fact]
    public async Task Failover_OneProviderWithoutDefault_RejectsTheRequest()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using ChatCompletionsClient first = CreateClient(server, MiniMaxModels.M3);
        using var second = new ChatCompletionsClient(new RunApiAdapter("key-1"));
        using var client = new FailoverChatCompletionsClient(first, second);

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync("Hi", cancellationToken: _token));

        Assert.Equal(("runapi", 0), (e.Provider, server.Requests.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AsIChatClient_NoModel_UsesTheDefaultOfTheClient(bool isFailover)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using ChatCompletionsClient single = CreateClient(server, MiniMaxModels.M3);
        IChatCompletionsClient client = isFailover ? new FailoverChatCompletionsClient(single) : single;
        using IChatClient chat = client.AsIChatClient();

        await chat.GetResponseAsync("Hi", cancellationToken: _token);
        await chat.GetResponseAsync("Hi", new() { ModelId = "own" }, _token);

        Assert.Equal(MiniMaxModels.M3, chat.GetRequiredService<ChatClientMetadata>().DefaultModelId);
        Assert.Equal(
            [MiniMaxModels.M3, "own"], server.Requests.Select(static request => request.Json.GetProperty("model").GetString()));
    }

    [Fact]
    public void AsIChatClient_ProvidersWithSeveralDefaults_HasNoDefaultModelId()
    {
        using var first = new ChatCompletionsClient(new RunApiAdapter("key-1"), new() { DefaultModel = MiniMaxModels.M3 });
        using var second = new ChatCompletionsClient(new RunApiAdapter("key-1"), new() { DefaultModel = MiniMaxModels.M2 });
        using IChatClient chat = new FailoverChatCompletionsClient(first, second).AsIChatClient();
        Assert.Null(chat.GetRequiredService<ChatClientMetadata>().DefaultModelId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("cheap")]
    public async Task AddMiniMaxChatClient_NoModel_UsesTheModelOfTheConfiguration(string? name)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        IConfiguration section = BoundOptions.CreateSection(
            $$"""{ "Provider": "OpenAICompatible", "BaseAddress": "{{server.BaseAddress}}", "Model": "MiniMax-M3" }""");
        var services = new ServiceCollection();
        if (name is null)
            services.AddMiniMaxChatClient().AddMiniMaxClient(section);
        else
            services.AddMiniMaxChatClient(name, null).AddMiniMaxClient(name, section);
        await using ServiceProvider provider = services.BuildServiceProvider();

        var chat = name is null
            ? provider.GetRequiredService<IChatClient>()
            : provider.GetRequiredKeyedService<IChatClient>(name);
        await chat.GetResponseAsync("Hi", cancellationToken: _token);

        Assert.Equal("MiniMax-M3", server.Requests[0].Json.GetProperty("model").GetString());
    }

    [Fact]
    public void Model_EmptyInConfiguration_IsReported()
    {
        using ServiceProvider services = BoundOptions.BuildServices("""{ "Provider": "RunApi", "ApiKey": "key-1", "Model": "" }""");

        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IChatCompletionsClient>());

        Assert.Contains("DefaultModel is empty", e.Message, StringComparison.Ordinal);
    }

    private static ChatCompletionsClient CreateClient(FaultServer server, string? defaultModel, string provider = "openai") =>
        new(Adapters.ForAddress(server.BaseAddress, provider), new() { DefaultModel = defaultModel });
}
