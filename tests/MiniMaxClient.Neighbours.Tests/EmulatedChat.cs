using System.Text.Json;

namespace MiniMaxClient.Neighbours.Tests;

/// <summary>An <see cref="IChatClient"/> over one of the emulator's providers.</summary>
internal sealed class EmulatedChat : IAsyncDisposable
{
    private readonly ChatCompletionsClient _client;

    private EmulatedChat(MiniMaxEmulator emulator, string provider, string model, ChatCompletionsClientOptions? options)
    {
        Emulator = emulator;
        _client = new(Adapters.ForEmulator(emulator, provider), (options ?? new()) with { Resilience = ResilienceOptions.None });
        Chat = _client.AsIChatClient(model);
    }

    /// <summary>Every provider, non-streaming and streamed.</summary>
    public static MatrixTheoryData<string, bool> ProvidersAndModes { get; } = new(Adapters.AllNames, [false, true]);

    public MiniMaxEmulator Emulator { get; }

    public IChatCompletionsClient Client => _client;

    public IChatClient Chat { get; }

    public IReadOnlyList<RecordedRequest> Requests => Emulator.Requests;

    public static Task<EmulatedChat> StartAsync(params Reply[] replies) => StartAsync("openai", replies);

    public static async Task<EmulatedChat> StartAsync(string provider, params Reply[] replies)
    {
        EmulatedChat chat = await StartAsync(provider, MiniMaxModels.M2);
        chat.Emulator.Enqueue(replies);
        return chat;
    }

    /// <param name="provider">One of <see cref="Adapters.AllNames"/>.</param>
    /// <param name="model">The default model; every provider has M2.</param>
    /// <param name="options">The options of the client; it never retries.</param>
    /// <param name="responder">What the emulator replies when nothing is queued.</param>
    public static async Task<EmulatedChat> StartAsync(
        string provider,
        string model,
        ChatCompletionsClientOptions? options = null,
        Func<RecordedRequest, Reply?>? responder = null) =>
        new(await MiniMaxEmulator.StartAsync(new() { Responder = responder }, TestTimeouts.Token), provider, model, options);

    /// <summary>Returns the complete response of a client above <see cref="Chat"/>, non-streaming or streamed.</summary>
    public static Task<ChatResponse> GetResponseAsync(
        IChatClient chat, bool stream, IEnumerable<AIMessage> messages, ChatOptions? options = null) => stream
        ? chat.GetStreamingResponseAsync(messages, options, TestTimeouts.Token).ToChatResponseAsync(TestTimeouts.Token)
        : chat.GetResponseAsync(messages, options, TestTimeouts.Token);

    public static AIMessage CreateUserMessage(string text) => new(AIRole.User, text);

    /// <summary>Messages that were stored and read again.</summary>
    public static List<AIMessage> RoundTripThroughJson(IEnumerable<AIMessage> messages) => JsonSerializer.Deserialize<List<AIMessage>>(
        JsonSerializer.Serialize(messages, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!;

    public async ValueTask DisposeAsync()
    {
        Chat.Dispose();
        _client.Dispose();
        await Emulator.DisposeAsync();
    }
}
