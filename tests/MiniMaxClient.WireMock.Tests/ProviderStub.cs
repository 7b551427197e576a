using System.Text.Json.Nodes;
using WireMock.Matchers;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace MiniMaxClient.WireMock.Tests;

/// <summary>A WireMock.Net server that replaces one provider, and the client that calls it.</summary>
/// <remarks>
/// WireMock.Net sends each body in one write, also that of a stream. These tests are therefore exempt from the delivery matrix, which the
/// tests of the readers cross with every stream.
/// </remarks>
internal sealed class ProviderStub : IDisposable
{
    public const string Key = "test-key";

    private readonly string _provider;

    public ProviderStub(string provider) => _provider = provider;

    public WireMockServer Server { get; } = WireMockServer.Start();

    /// <summary>The base address of the provider on this server.</summary>
    public Uri Address => new(Server.Url + AddressPath);

    private bool IsAnthropic => Adapters.UsesMessages(_provider);

    private string AddressPath => _provider switch
    {
        "anthropic" or "minimax, messages" => "/anthropic",
        "runapi, messages" => "",
        "modelslab" or "modelslab, key in the body" or "modelslab, messages" => "/api/v7/llm",
        _ => "/v1",
    };

    private string Path => AddressPath + (IsAnthropic ? "/v1/messages" : "/chat/completions");

    private string Model => _provider switch
    {
        "aimlapi" => "minimax/m2",
        "modelslab" or "modelslab, key in the body" or "modelslab, messages" => "minimax-minimax-m2",
        _ => "MiniMax-M2",
    };

    public ChatCompletionsClient CreateClient(ChatCompletionsClientOptions? options = null, string key = Key) =>
        new(Adapters.ForAddress(Address, _provider, key), options);

    /// <summary>The request that the provider documents: path, key, accepted type, and the fields of the body.</summary>
    public IRequestBuilder MatchRequest(bool stream)
    {
        IRequestBuilder request = global::WireMock.RequestBuilders.Request.Create().WithPath(Path).UsingPost()
            .WithHeader("Accept", stream ? "text/event-stream" : "application/json")
            .WithHeader("Content-Type", "application/json*")
            .WithBody(new JsonPartialMatcher(CreateBody(stream).ToJsonString()));
        if (_provider != "modelslab, key in the body")
            request = request.WithHeader("Authorization", "Bearer " + Key);
        if (_provider is "modelslab, messages" or "runapi, messages")
            request = request.WithHeader("x-api-key", Key);
        return IsAnthropic ? request.WithHeader("anthropic-version", "2023-06-01") : request;
    }

    /// <summary>A response with reasoning and text in the provider's own form.</summary>
    public IResponseBuilder CreateResponse(bool stream, string reasoning = "A greeting.", string text = "Hello!") =>
        global::WireMock.ResponseBuilders.Response.Create().WithStatusCode(200)
            .WithHeader("Content-Type", stream ? "text/event-stream" : "application/json")
            .WithHeader("x-request-id", "request-1")
            .WithBody(ResponseBodies.Create(IsAnthropic, stream, reasoning, text));

    public static IResponseBuilder CreateErrorResponse(int status, string message) =>
        global::WireMock.ResponseBuilders.Response.Create().WithStatusCode(status)
            .WithHeader("Content-Type", "application/json")
            .WithBody(new JsonObject { ["error"] = new JsonObject { ["message"] = message } }.ToJsonString());

    /// <summary>Stubs any request with a response.</summary>
    public void Respond(IResponseBuilder response) =>
        Server.Given(global::WireMock.RequestBuilders.Request.Create().UsingPost()).RespondWith(response);

    /// <summary>Calls the provider, non-streaming or streamed, until the response is complete.</summary>
    public static Task<ChatCompletion> CallAsync(IChatCompletionsClient client, bool stream, CancellationToken cancellationToken)
    {
        // The model whose id every provider knows.
        ChatCompletionRequest request = new()
        {
            Model = MiniMaxModels.M2,
            Messages = [ChatMessage.System("Be terse."), ChatMessage.User("Hi")],
            MaxTokens = 4096,
        };
        return stream
            ? client.StreamAsync(request, cancellationToken).ToCompletionAsync(CancellationToken.None)
            : client.CompleteAsync(request, cancellationToken);
    }

    public void Dispose() => Server.Dispose();

    private JsonObject CreateBody(bool stream)
    {
        JsonObject body = new() { ["max_tokens"] = 4096 };
        body[_provider == "modelslab, key in the body" ? "model_id" : "model"] = Model;
        if (_provider == "modelslab, key in the body")
            body["key"] = Key;
        if (stream)
            body["stream"] = true;
        if (IsAnthropic)
        {
            body["system"] = "Be terse.";
            // ModelsLab documents strings alone; elsewhere the content is a list of blocks.
            JsonNode content = _provider == "modelslab, messages"
                ? JsonValue.Create("Hi")
                : new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "Hi" });
            body["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = content });
        }
        else
        {
            body["messages"] = new JsonArray(
                new JsonObject { ["role"] = "system", ["content"] = "Be terse." },
                new JsonObject { ["role"] = "user", ["content"] = "Hi" });
        }

        return body;
    }
}
