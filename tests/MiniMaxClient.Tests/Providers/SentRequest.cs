using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary>Sends requests and returns what the server received, or the problems of a rejected request.</summary>
internal static class SentRequest
{
    /// <summary>The id of a model without message rules.</summary>
    public const string OtherModel = "a-model";

    /// <summary>Gets the names of the adapters in the OpenAI style.</summary>
    public static TheoryData<string> OpenAIStyle { get; } = [.. Adapters.Names];

    /// <summary>Sends a request over a socket and returns what the server received.</summary>
    public static async Task<FaultRequest> SendAsync(
        string provider, ChatCompletionRequest request, LateSystemMessageHandling lateHandling = default, bool stream = false)
    {
        await using FaultServer server = FaultServer.Start((_, sent) => SampleResponse.ForProvider(provider).ToScript(sent));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider), Options(lateHandling));
        await client.CompletePromptAsync(stream, request, TestTimeouts.Token);
        return Assert.Single(server.Requests);
    }

    /// <summary>Sends messages and returns their JSON text.</summary>
    public static async Task<string> MessagesAsync(
        string provider, string model, IReadOnlyList<ChatMessage> messages, LateSystemMessageHandling lateHandling = default)
    {
        FaultRequest sent = await SendAsync(provider, new() { Model = model, Messages = messages }, lateHandling);
        return sent.Json.GetProperty("messages").GetRawText();
    }

    /// <summary>Gets the problems of a request, and asserts that it is not sent.</summary>
    public static async Task<IReadOnlyList<RequestProblem>> RejectAsync(
        string provider, ChatCompletionRequest request, LateSystemMessageHandling lateHandling = default)
    {
        await using FaultServer server = FaultServer.Start((_, sent) => SampleResponse.ForProvider(provider).ToScript(sent));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider), Options(lateHandling));
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

    private static ChatCompletionsClientOptions Options(LateSystemMessageHandling lateHandling) =>
        new() { Resilience = ResilienceOptions.None, LateSystemMessages = lateHandling };
}
