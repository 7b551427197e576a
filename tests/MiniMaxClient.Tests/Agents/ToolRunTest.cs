using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>A tool run against the emulator, which rejects an invalid history of calls (2013).</summary>
public abstract class ToolRunTest : IAsyncLifetime
{
    internal const string OpenAI = "openai";
    internal const string Messages = "anthropic";

    private readonly List<ChatCompletionsClient> _clients = [];

    protected ToolRunTest() => Token = TestTimeouts.Token;

    /// <summary>Both protocols, non-streaming and streaming.</summary>
    public static MatrixTheoryData<string, bool> ProtocolsAndModes { get; } = new([OpenAI, Messages], [false, true]);

    public static TheoryData<string> Protocols { get; } = [OpenAI, Messages];

    protected CancellationToken Token { get; }

    protected MiniMaxEmulator Emulator { get; private set; } = null!;

    protected static ChatCompletionRequest Request { get; } = new()
    {
        Model = MiniMaxModels.M2_1,
        Messages = [ChatMessage.System("Be terse."), ChatMessage.User("Go.")],
        MaxTokens = 4096,
    };

    public async ValueTask InitializeAsync() => Emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Token);

    public ValueTask DisposeAsync()
    {
        foreach (ChatCompletionsClient client in _clients)
            client.Dispose();
        GC.SuppressFinalize(this);
        return Emulator.DisposeAsync();
    }

    protected ChatCompletionsClient CreateClient(string protocol, ChatCompletionsClientOptions? options = null)
    {
        var client = new ChatCompletionsClient(
            Adapters.ForEmulator(Emulator, protocol), options ?? new() { Resilience = ResilienceOptions.None });
        _clients.Add(client);
        return client;
    }

    /// <summary>Runs the tools, non-streaming or streaming.</summary>
    protected async Task<ToolRunResult> RunAsync(
        string protocol,
        bool streamed,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options = null,
        ChatCompletionRequest? request = null,
        ChatCompletionsClientOptions? clientOptions = null,
        CancellationToken? cancellationToken = null)
    {
        ChatCompletionsClient client = CreateClient(protocol, clientOptions);
        CancellationToken token = cancellationToken ?? Token;
        if (!streamed)
            return await client.RunToolsAsync(request ?? Request, tools, options, token);
        ToolRunEvent? last = null;
        await foreach (ToolRunEvent runEvent in client.StreamToolsAsync(request ?? Request, tools, options, token))
            last = runEvent;
        return Assert.IsType<ToolRunCompleted>(last).Result;
    }

    /// <summary>The messages of a request on the wire.</summary>
    protected JsonElement GetSentMessages(int request) => Emulator.Requests[request].Json.GetProperty("messages");

    /// <summary>The tool results in a request, in order: the id and the text of each.</summary>
    protected (string? Id, string? Text)[] GetToolResults(int request) =>
    [
        .. from message in GetSentMessages(request).EnumerateArray()
           from result in EnumerateToolResults(message)
           select result,
    ];

    private static IEnumerable<(string? Id, string? Text)> EnumerateToolResults(JsonElement message)
    {
        if (!message.TryGetProperty("content", out JsonElement content))
            return [];
        if (message.GetProperty("role").ValueEquals("tool"))
            return [(message.GetProperty("tool_call_id").GetString(), content.GetString())];
        return content.ValueKind != JsonValueKind.Array
            ? []
            : content.EnumerateArray()
                .Where(static block => block.GetProperty("type").ValueEquals("tool_result"))
                .Select(static block => (block.GetProperty("tool_use_id").GetString(), block.GetProperty("content").GetString()));
    }
}
