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
            new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }),
            new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }),
            new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }),
            new ModelsLabAdapter(apiKey, new() { BaseAddress = emulator.ModelsLab }),
            new OpenAICompatibleAdapter("vllm", "http://localhost:8000/v1", apiKey: null),
            new AnthropicCompatibleAdapter("gateway", "https://gateway.example/anthropic", apiKey),
        ];
        #endregion
        foreach (IProviderAdapter adapter in providers.SkipLast(2))
        {
            using var client = new ChatCompletionsClient(adapter);
            Console.WriteLine((await client.CompleteAsync(request, cancellationToken)).Call!.Provider);
        }

        Assert.Equal(["minimax", "aimlapi", "runapi", "modelslab"], Output);
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

    public Task Models()
    {
        #region own-models
        ProviderModel m3 = new() { Model = MiniMaxModels.M3, Id = "their-id-of-m3", ContextLength = 1_000_000, Effort = [] };
        var modelsLab = new ModelsLabAdapter(apiKey, new() { Models = [m3] });
        #endregion
        Assert.Equal("their-id-of-m3", modelsLab.MapModel(MiniMaxModels.M3));
        Assert.Equal(1_000_000, modelsLab.GetCapabilities(MiniMaxModels.M3).ContextLength);
        return Task.CompletedTask;
    }

    public async Task Reasoning()
    {
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }));

        #region reasoning
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3_1_Flash,
            Messages = [ChatMessage.User("Name a prime above 90.")],
            ReasoningEffort = ReasoningEffort.Low,
        };
        ChatCompletion answer = await client.CompleteAsync(request, cancellationToken);

        ChatCompletionRequest m3 = request with { Model = MiniMaxModels.M3, ReasoningEffort = null };
        ChatCompletionRequest pinned = m3 with { Thinking = Thinking.Adaptive };              // the same in both protocols
        ChatCompletionRequest direct = m3 with { ReasoningEffort = ReasoningEffort.None };    // without reasoning
        #endregion
        var messagesAdapter = new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax, UseMessages = true });
        using var messages = new ChatCompletionsClient(messagesAdapter);
        Assert.NotEmpty(answer.Reasoning!);
        foreach (ChatCompletionsClient one in (ChatCompletionsClient[])[client, messages])
        {
            Assert.NotEmpty((await one.CompleteAsync(pinned, cancellationToken)).Reasoning!);
            Assert.Equal("adaptive", emulator.Requests[^1].Json.GetProperty("thinking").GetProperty("type").GetString());
            Assert.True(string.IsNullOrEmpty((await one.CompleteAsync(direct, cancellationToken)).Reasoning));
            Assert.Equal("disabled", emulator.Requests[^1].Json.GetProperty("thinking").GetProperty("type").GetString());
        }

        await messages.CompleteAsync(request, cancellationToken);
        Assert.Equal("low", emulator.Requests[0].Json.GetProperty("reasoning_effort").GetString());
        Assert.Equal("low", emulator.Requests[^1].Json.GetProperty("output_config").GetProperty("effort").GetString());
        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(request with { ReasoningEffort = ReasoningEffort.None }, cancellationToken));
    }

    /// <summary>What the page says about the default of M3.</summary>
    public async Task DefaultOfM3()
    {
        using var chat = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }));
        var messagesAdapter = new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax, UseMessages = true });
        using var messages = new ChatCompletionsClient(messagesAdapter);
        Assert.NotEmpty((await chat.CompleteAsync("Hi", MiniMaxModels.M3, cancellationToken)).Reasoning!);
        Assert.True(string.IsNullOrEmpty((await messages.CompleteAsync("Hi", MiniMaxModels.M3, cancellationToken)).Reasoning));
    }

    public async Task Media()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.mp4");
        await System.IO.File.WriteAllBytesAsync(path, new byte[64], cancellationToken);
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }));
        var messagesAdapter = new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax, UseMessages = true });
        using var messages = new ChatCompletionsClient(messagesAdapter);
        emulator.Enqueue(Reply.Text("The first."), Reply.Text("The first."));

        #region media
        var question = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3_1_Flash,
            Messages =
            [
                ChatMessage.User(
                [
                    "Which of the two arrives first?",
                    ContentPart.FromImage(new Uri("https://example.com/start.png"), ImageDetail.High),
                    await ContentPart.FromVideoAsync(path, ImageDetail.Low, fps: 2, cancellationToken),     // .mp4, .avi, .mov or .mkv
                    ContentPart.FromVideoFileId("4711"),                                                   // a file stored at MiniMax
                ]),
            ],
        };
        ChatCompletion winner = await client.CompleteAsync(question, cancellationToken);
        #endregion
        System.IO.File.Delete(path);
        Assert.Equal("The first.", winner.Text);
        Assert.Equal("The first.", (await messages.CompleteAsync(question, cancellationToken)).Text);
        Assert.Equal(
            ["text", "image_url", "video_url", "video_url"],
            emulator.Requests[0].Json.GetProperty("messages")[0].GetProperty("content").EnumerateArray()
                .Select(static part => part.GetProperty("type").GetString()));
        Assert.Equal(
            ["text", "image", "video", "video"],
            emulator.Requests[1].Json.GetProperty("messages")[0].GetProperty("content").EnumerateArray()
                .Select(static block => block.GetProperty("type").GetString()));
    }

    public async Task File()
    {
        string report = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pdf");
        await System.IO.File.WriteAllBytesAsync(report, "%PDF-1.7"u8.ToArray(), cancellationToken);
        using var aiml = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        emulator.Enqueue(Reply.Text("It is short."));

        #region file
        List<ContentPart> parts = ["Summarize the report."];
        parts.Add(await ContentPart.FromFileAsync(report, cancellationToken));      // a .pdf file
        var summarize = new ChatCompletionRequest(MiniMaxModels.M3, [ChatMessage.User([.. parts])]);
        ChatCompletion summary = await aiml.CompleteAsync(summarize, cancellationToken);
        #endregion
        System.IO.File.Delete(report);
        Assert.Equal("It is short.", summary.Text);
        Assert.StartsWith(
            "data:application/pdf;base64,JVBER",
            emulator.Requests[0].Json.GetProperty("messages")[0].GetProperty("content")[1].GetProperty("file").GetProperty("file_data").GetString(),
            StringComparison.Ordinal);
    }

    public async Task Cost()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        using var runApi = new ChatCompletionsClient(new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3, Messages = [ChatMessage.User("Hi")] };
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
