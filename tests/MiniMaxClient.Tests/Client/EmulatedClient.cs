using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Client;

/// <summary>Creates clients for the emulator's providers.</summary>
internal static class EmulatedClient
{
    public const string AimlApi = "aimlapi";
    public const string RunApi = "runapi";
    public const string ModelsLab = "modelslab";
    public const string OpenAI = "openai";

    /// <summary>Options without retries and circuit breaker, so that each call is one attempt.</summary>
    public static readonly ChatCompletionsClientOptions NoRetries = new() { Resilience = ResilienceOptions.None };

    public static TheoryData<string> Providers { get; } = [AimlApi, RunApi, ModelsLab, OpenAI];

    public static ChatCompletionsClient CreateClient(
        this MiniMaxEmulator emulator, string provider = OpenAI, ChatCompletionsClientOptions? options = null) =>
        new(
            provider switch
            {
                AimlApi => new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }),
                RunApi => new RunApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.RunApi }),
                ModelsLab => new ModelsLabAdapter(emulator.ApiKey, new() { BaseAddress = emulator.ModelsLab }),
                _ => new OpenAICompatibleAdapter(OpenAI, emulator.OpenAICompatible, emulator.ApiKey),
            },
            (options ?? new()) with { Resilience = ResilienceOptions.None });

    /// <summary>Creates a request that each of the providers supports.</summary>
    public static ChatCompletionRequest CreateRequest(string prompt = "Hello", string provider = OpenAI) => new()
    {
        // The only model whose id ModelsLab documents.
        Model = provider == ModelsLab ? MiniMaxModels.M2 : MiniMaxModels.M2_1,
        Messages = [ChatMessage.User(prompt)],
    };

    /// <summary>Returns the response of a non-streaming call or of an assembled stream.</summary>
    public static Task<ChatCompletion> CompletePromptAsync(
        this IChatCompletionsClient client, bool stream, ChatCompletionRequest request, CancellationToken cancellationToken) =>
        stream
            ? client.StreamAsync(request, cancellationToken).ToCompletionAsync(CancellationToken.None)
            : client.CompleteAsync(request, cancellationToken);
}
