using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary>The bytes that a server receives for a request, and the problems of a request that is not sent.</summary>
internal static class SentRequest
{
    public const string Plain = "a-model";

    /// <summary>The protocols' names of the adapters in the OpenAI style, which send chat completions.</summary>
    public static TheoryData<string> OpenAIStyle { get; } = [.. Adapters.Names];

    /// <summary>Sends a request over a socket and returns what arrived.</summary>
    public static async Task<FaultRequest> SendAsync(
        string provider, ChatCompletionRequest request, LateSystemMessageHandling late = default, bool stream = false)
    {
        await using FaultServer server = FaultServer.Start((_, sent) => SampleResponse.ForProvider(provider).ToScript(sent));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider), Options(late));
        await client.CompletePromptAsync(stream, request, TestTimeouts.Token);
        return Assert.Single(server.Requests);
    }

    /// <summary>The JSON text of the messages that arrived.</summary>
    public static async Task<string> MessagesAsync(
        string provider, string model, IReadOnlyList<ChatMessage> messages, LateSystemMessageHandling late = default)
    {
        FaultRequest sent = await SendAsync(provider, new() { Model = model, Messages = messages }, late);
        return sent.Json.GetProperty("messages").GetRawText();
    }

    /// <summary>The problems of a request that must not be sent.</summary>
    public static async Task<IReadOnlyList<RequestProblem>> RejectAsync(
        string provider, ChatCompletionRequest request, LateSystemMessageHandling late = default)
    {
        await using FaultServer server = FaultServer.Start((_, sent) => SampleResponse.ForProvider(provider).ToScript(sent));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider), Options(late));
        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(request, TestTimeouts.Token));
        Assert.Empty(server.Requests);
        return e.Problems;
    }

    /// <inheritdoc cref="RejectAsync(string, ChatCompletionRequest, LateSystemMessageHandling)"/>
    public static Task<IReadOnlyList<RequestProblem>> RejectAsync(
        string provider, string model, params IReadOnlyList<ChatMessage> messages) =>
        RejectAsync(provider, new() { Model = model, Messages = messages });

    public static AssistantMessage Call(string arguments, string name = "f", string id = "t1") =>
        new() { ToolCalls = [new FunctionToolCall { Id = id, Function = new() { Name = name, Arguments = arguments } }] };

    private static ChatCompletionsClientOptions Options(LateSystemMessageHandling late) =>
        new() { Resilience = ResilienceOptions.None, LateSystemMessages = late };
}
