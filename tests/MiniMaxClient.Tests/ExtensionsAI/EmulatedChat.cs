using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>An <see cref="IChatClient"/> over an emulator, and the messages that are sent with it.</summary>
internal sealed class EmulatedChat : IAsyncDisposable
{
    private readonly ChatCompletionsClient _client;

    private EmulatedChat(MiniMaxEmulator emulator, string provider, string model = MiniMaxModels.M2_1)
    {
        Emulator = emulator;
        _client = new(Adapters.ForEmulator(emulator, provider), new ChatCompletionsClientOptions { Resilience = ResilienceOptions.None });
        Chat = _client.AsIChatClient(model);
    }

    public MiniMaxEmulator Emulator { get; }

    public IChatCompletionsClient Client => _client;

    public IChatClient Chat { get; }

    /// <summary>The body of the last request.</summary>
    public JsonElement LastRequestJson => Emulator.Requests[^1].Json;

    public static async Task<EmulatedChat> StartAsync(params Reply[] replies) => await StartAsync("openai", replies);

    public static async Task<EmulatedChat> StartAsync(string provider, params Reply[] replies)
    {
        MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        emulator.Enqueue(replies);
        return new(emulator, provider);
    }

    /// <summary>A host of another model, without MiniMax's rules for messages.</summary>
    public static async Task<EmulatedChat> StartPlainHostAsync()
    {
        const string Model = "house-model";
        MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { Models = [Model] }, TestTimeouts.Token);
        return new(emulator, "openai", Model);
    }

    public static AIMessage CreateUserMessage(string text) => new(AIRole.User, text);

    public Task<ChatResponse> GetResponseAsync(params AIMessage[] messages) => Chat.GetResponseAsync(messages, null, TestTimeouts.Token);

    public Task<ChatResponse> GetResponseAsync(ChatOptions options) => Chat.GetResponseAsync([CreateUserMessage("Hi")], options, TestTimeouts.Token);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<AIMessage> messages, bool streamed, ChatOptions? options = null) => streamed
        ? Chat.GetStreamingResponseAsync(messages, options, TestTimeouts.Token).ToChatResponseAsync(TestTimeouts.Token)
        : Chat.GetResponseAsync(messages, options, TestTimeouts.Token);

    /// <summary>Serializes and deserializes messages, which removes the raw representation.</summary>
    public static List<AIMessage> RoundTripThroughJson(IEnumerable<AIMessage> messages) => JsonSerializer.Deserialize<List<AIMessage>>(
        JsonSerializer.Serialize(messages, AIJsonUtilities.DefaultOptions), AIJsonUtilities.DefaultOptions)!;

    public async ValueTask DisposeAsync()
    {
        Chat.Dispose();
        _client.Dispose();
        await Emulator.DisposeAsync();
    }
}
