#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.ProvidersPage;

/// <summary>The guide to providers.</summary>
internal sealed class ProvidersExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Adapters()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };

        #region providers
        IProviderAdapter[] providers =
        [
            new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }),
            new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }),
            new ModelsLabAdapter(apiKey, new() { BaseAddress = emulator.ModelsLab }),
            new OpenAICompatibleAdapter("vllm", "http://localhost:8000/v1", apiKey: null),
            new AnthropicCompatibleAdapter("minimax", "https://api.minimax.io/anthropic", apiKey),
        ];
        #endregion
        foreach (IProviderAdapter adapter in providers.SkipLast(2))
        {
            using var client = new ChatCompletionsClient(adapter);
            Console.WriteLine((await client.CompleteAsync(request, cancellationToken)).Call!.Provider);
        }

        Assert.Equal(["aimlapi", "runapi", "modelslab"], Output);
    }

    public async Task ModelListPath()
    {
        using var client = new ChatCompletionsClient(new CatalogAdapter(apiKey, $"{emulator.OpenAICompatible}"));
        Assert.NotEmpty(await client.ListModelsAsync(cancellationToken));
        Assert.EndsWith("/models", emulator.Requests.Single().Path.Split('?')[0], StringComparison.Ordinal);
    }

    public Task Gateway()
    {
        #region gateway
        var gateway = new OpenAICompatibleAdapter("gateway", "https://gateway.example/openai/v1", apiKey, new()
        {
            Authentication = ProviderAuthentication.Header("api-key"),
            Headers = new Dictionary<string, string> { ["HTTP-Referer"] = "https://shop.example" },
        });
        #endregion
        Assert.Equal("gateway (https://gateway.example/openai/v1/chat/completions)", gateway.ToString());
        Assert.Equal(apiKey, gateway.WriteModelListRequest().Headers["api-key"]);
        return Task.CompletedTask;
    }

    public async Task Cost()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        using var runApi = new ChatCompletionsClient(new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };
        emulator.Enqueue(Reply.Text("", thinking: "Hmm").WithFinishReason("length"), Reply.Text("Hi").WithUsage(1_000, 100));

        #region cost
        ChatCompletion answer = await client.CompleteAsync(request, cancellationToken);
        if (answer.IsReasoningTruncated)
            answer = await client.CompleteAsync(request with { MaxTokens = 65_536 }, cancellationToken);
        Console.WriteLine(answer.Cost);         // 0.003031 USD (reported)
        #endregion

        #region models
        IReadOnlyList<ModelInfo> models = await client.ListModelsAsync(cancellationToken);
        TokenCount prompt = await runApi.CountTokensAsync(request, cancellationToken);
        #endregion
        Assert.Matches(@"^0\.\d+ USD \(reported\)$", Output.Single());
        Assert.Equal(65_536, emulator.Requests[1].Json.GetProperty("max_tokens").GetInt32());
        Assert.NotEmpty(models);
        Assert.True(prompt.InputTokens > 0);
    }
}

#region catalog
public sealed class CatalogAdapter(string apiKey, string endpoint) : OpenAICompatibleAdapter("catalog", endpoint, apiKey)
{
    protected override string? ModelListPath => "models?type=chat";
}
#endregion
