using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Client;

/// <summary>The clients of the emulator's providers.</summary>
internal static class EmulatedClient
{
    public const string AimlApi = "aimlapi";
    public const string RunApi = "runapi";
    public const string ModelsLab = "modelslab";
    public const string OpenAI = "openai";

    /// <summary>Each call is one attempt; retries and the breaker have tests of their own.</summary>
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

    /// <summary>A request that each of the providers takes.</summary>
    public static ChatCompletionRequest CreateRequest(string prompt = "Hello", string provider = OpenAI) => new()
    {
        // ModelsLab documents the id of this one alone.
        Model = provider == ModelsLab ? MiniMaxModels.M2 : MiniMaxModels.M2_1,
        Messages = [ChatMessage.User(prompt)],
    };

    /// <summary>The answer, by a plain call or put together from a stream.</summary>
    public static Task<ChatCompletion> CompletePromptAsync(
        this IChatCompletionsClient client, bool stream, ChatCompletionRequest request, CancellationToken cancellationToken) =>
        stream
            ? client.StreamAsync(request, cancellationToken).ToCompletionAsync(CancellationToken.None)
            : client.CompleteAsync(request, cancellationToken);
}
