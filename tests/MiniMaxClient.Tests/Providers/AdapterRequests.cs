using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary>Sends every kind of request with an adapter and returns what the server received.</summary>
internal static class AdapterRequests
{
    public const string Key = "Zq7Xw9Kd3Rt5Yv1B";

    public static ChatCompletionRequest Request { get; } = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
    };

    public static ServerScript Respond(int index, FaultRequest request) =>
        request.Path.Contains("models", StringComparison.Ordinal) ? ServerScript.Json(200, """{"data":[{"id":"m"}]}""")
        : request.Path.Contains("count_tokens", StringComparison.Ordinal) ? ServerScript.Json(200, """{"input_tokens":3}""")
        : (request.Path.EndsWith("messages", StringComparison.Ordinal) ? SampleResponse.Anthropic : SampleResponse.OpenAI)
            .ToScript(request);

    /// <summary>Sends a non-streaming and a streaming chat request and requests for a model list and a token count.</summary>
    public static async Task<IReadOnlyList<FaultRequest>> SendAllAsync(Func<FaultServer, ProviderAdapter> create)
    {
        await using var server = FaultServer.Start(Respond);
        ProviderAdapter adapter = create(server);
        using var client = new ChatCompletionsClient(adapter);
        await client.CompleteAsync(Request, TestTimeouts.Token);
        await client.StreamAsync(Request, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token);
        await client.ListModelsAsync(TestTimeouts.Token);
        if (adapter is not (AimlApiAdapter or OpenAICompatibleAdapter))
            await client.CountTokensAsync(Request, TestTimeouts.Token);
        return server.Requests;
    }
}
