using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient.Tests.Diagnostics;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Addresses with the schemes that a handler for service discovery resolves.</summary>
public sealed class ServiceDiscoveryAddressTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string, string> Providers { get; } = new()
    {
        { "AimlApi", "https+http://gateway/v1/chat/completions" },
        { "RunApi", "https+http://gateway/v1/chat/completions" },
        { "ModelsLab", "https+http://gateway/api/v7/llm/chat/completions" },
        { "MiniMax", "https+http://gateway/v1/chat/completions" },
        { "OpenAICompatible", "https+http://gateway/chat/completions" },
        { "AnthropicCompatible", "https+http://gateway/v1/messages" },
    };

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task CompleteAsync_ServiceDiscoveryHandler_ReceivesTheAddressUnchanged(string provider, string expected)
    {
        string body = (provider == "AnthropicCompatible" ? SampleResponse.Anthropic : SampleResponse.OpenAI).Body;
        await using var server = FaultServer.Start(ServerScript.Json(200, body));
        Uri? received = null;
        var services = new ServiceCollection();
        services.AddMiniMaxClient(options =>
        {
            options.Provider = provider;
            options.ApiKey = "key-1";
            options.BaseAddress = "https+http://gateway";
            options.AllowInsecureHttp = true;
        }).AddHttpMessageHandler(() => new ResolvingHandler(server.BaseAddress, uri => received = uri));
        await using ServiceProvider container = services.BuildServiceProvider();
        using var telemetry = new TelemetryRecorder();

        await container.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", MiniMaxModels.M2, _token);

        Assert.Equal(expected, received!.AbsoluteUri);
        Assert.Equal(received.AbsolutePath, Assert.Single(server.Requests).Path);
        Activity span = Assert.Single(telemetry.Spans);
        Assert.Equal("gateway", span.GetTagItem("server.address"));
        Assert.Null(span.GetTagItem("server.port"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompleteAsync_NoServiceDiscovery_ThrowsWithoutRetry(bool stream)
    {
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter(
            "own", "https+http://gateway/v1", "key-1", new() { AllowInsecureHttp = true }));

        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(
            () => stream
                ? client.StreamAsync("Hi", "m", _token).ToCompletionAsync(_token)
                : client.CompleteAsync("Hi", "m", _token));

        Assert.Equal(
            "own could not be reached: no handler of the HttpClient resolves the scheme 'https+http'. Add service discovery to the "
            + "HttpClient, such as AddServiceDiscovery() on the builder that AddMiniMaxClient returns, or use https.",
            e.Message);
        Assert.True(e.IsPermanent);
        Assert.False(e.IsTransient);
        Assert.Single(e.Attempts);
    }

    private sealed class ResolvingHandler(Uri address, Action<Uri> onRequest) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            onRequest(request.RequestUri!);
            request.RequestUri = new UriBuilder(request.RequestUri!)
            {
                Scheme = address.Scheme, Host = address.Host, Port = address.Port,
            }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
