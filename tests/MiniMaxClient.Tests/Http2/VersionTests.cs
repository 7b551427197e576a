using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Http2;

/// <summary>The version of HTTP that a server sees.</summary>
public sealed class VersionTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string> All { get; } = [.. Adapters.AllNames];

    [Theory]
    [MemberData(nameof(All))]
    public async Task OwnConnections_ServerOffersHttp2_UseIt(string provider)
    {
        SampleResponse sample = SampleResponse.ForProvider(provider);
        await using Http2Server server = await Http2Server.StartAsync(context => RespondAsync(context, sample));
        using ChatCompletionsClient client = server.CreateClient(provider);

        Assert.Equal(SampleResponse.Text, (await client.CompleteAsync("Hi", MiniMaxModels.M2, _token)).Text);
        Assert.Equal(
            SampleResponse.Text, (await client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token)).Text);

        Assert.Equal(["HTTP/2", "HTTP/2"], server.Requests.Select(static one => one.Protocol));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task OwnConnections_ServerOffersOnlyHttp11_UseThat()
    {
        await using Http2Server server = await Http2Server.StartAsync(
            static context => RespondAsync(context, SampleResponse.OpenAI), HttpProtocols.Http1);
        using ChatCompletionsClient client = server.CreateClient();

        ChatCompletion[] completions = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => client.CompleteAsync("Hi", MiniMaxModels.M2, _token)));

        Assert.All(completions, static one => Assert.Equal(SampleResponse.Text, one.Text));
        Assert.Equal(20, server.Requests.Count);
        Assert.All(server.Requests, static one => Assert.Equal("HTTP/1.1", one.Protocol));
    }

    [Fact]
    public async Task OwnConnections_WithoutTls_UseHttp11()
    {
        Http2Server.SkipWithoutHttp2();
        await using Http2Server server = await Http2Server.StartAsync(
            static context => RespondAsync(context, SampleResponse.OpenAI), HttpProtocols.Http1, hasTls: false);
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));

        Assert.Equal(SampleResponse.Text, (await client.CompleteAsync("Hi", MiniMaxModels.M2, _token)).Text);

        Assert.Equal("HTTP/1.1", server.Requests.Single().Protocol);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HttpClientOfTheApp_PriorKnowledge_IsUsed(bool stream)
    {
        Http2Server.SkipWithoutHttp2();
        await using Http2Server server = await Http2Server.StartAsync(
            static context => RespondAsync(context, SampleResponse.OpenAI), HttpProtocols.Http2, hasTls: false);
        using var http = new HttpClient
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"), http);

        Assert.Equal(SampleResponse.Text, (await client.CallAsync(stream, _token)).Text);

        Assert.Equal("HTTP/2", server.Requests.Single().Protocol);
    }

    [Fact]
    public async Task HttpClientOfTheApp_DefaultVersion_IsHttp11()
    {
        await using Http2Server server = await Http2Server.StartAsync(
            static context => RespondAsync(context, SampleResponse.OpenAI));
        using var http = new HttpClient(server.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"), http);

        await client.CompleteAsync("Hi", MiniMaxModels.M2, _token);

        Assert.Equal("HTTP/1.1", server.Requests.Single().Protocol);
    }

    [Theory]
    [InlineData(null, "HTTP/2")]
    [InlineData("1.1", "HTTP/1.1")]
    public async Task AddMiniMaxClient_ServerOffersHttp2_UsesItUnlessTheAppSetsAVersion(string? version, string expected)
    {
        await using Http2Server server = await Http2Server.StartAsync(
            static context => RespondAsync(context, SampleResponse.OpenAI));
        var services = new ServiceCollection();
        IHttpClientBuilder builder = services
            .AddMiniMaxClient(options => options.UseAdapter(Adapters.ForAddress(server.BaseAddress, "openai")))
            .UseSocketsHttpHandler((handler, _) => handler.SslOptions = ((SocketsHttpHandler)server.CreateHandler()).SslOptions);
        if (version is not null)
            builder.ConfigureHttpClient(http => http.DefaultRequestVersion = Version.Parse(version));
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", MiniMaxModels.M2, _token);

        Assert.Equal(expected, server.Requests.Single().Protocol);
    }

    [Theory]
    [InlineData(null, "HTTP/1.1")]
    [InlineData("2.0", "HTTP/2")]
    public async Task AddMiniMaxClient_HandlerOfTheApp_HasTheVersionOfTheApp(string? version, string expected)
    {
        await using Http2Server server = await Http2Server.StartAsync(
            static context => RespondAsync(context, SampleResponse.OpenAI));
        var services = new ServiceCollection();
        IHttpClientBuilder builder = services
            .AddMiniMaxClient(options => options.UseAdapter(Adapters.ForAddress(server.BaseAddress, "openai")))
            .ConfigurePrimaryHttpMessageHandler(server.CreateHandler);
        if (version is not null)
            builder.ConfigureHttpClient(http => http.DefaultRequestVersion = Version.Parse(version));
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", MiniMaxModels.M2, _token);

        Assert.Equal(expected, server.Requests.Single().Protocol);
    }

    [Fact]
    public async Task Emulator_BehindHttp2Gateway_RespondsAsWithoutIt()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        using var origin = new HttpClient { BaseAddress = emulator.BaseAddress };
        await using Http2Server server = await Http2Server.StartAsync(context => ForwardAsync(context, origin));
        foreach (string provider in Adapters.AllNames)
        {
            emulator.Enqueue(Reply.Text("Hello."), Reply.Text("Hello."), Reply.Error(429, "slow down"));
            var address = new Uri(server.BaseAddress, Adapters.GetAddress(emulator, provider).AbsolutePath);
            using var client = new ChatCompletionsClient(
                Adapters.ForAddress(address, provider, emulator.ApiKey),
                server.CreateHttpClient(),
                EmulatedClient.NoRetries);

            Assert.Equal("Hello.", (await client.CompleteAsync("Hi", MiniMaxModels.M2, _token)).Text);
            Assert.Equal("Hello.", (await client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token)).Text);
            await Assert.ThrowsAsync<MiniMaxRateLimitException>(
                () => client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token));
        }

        Assert.All(server.Requests, static one => Assert.Equal("HTTP/2", one.Protocol));
    }

    private static async Task RespondAsync(HttpContext context, SampleResponse sample)
    {
        string request = await Http2Server.ReadTextAsync(context);
        if (request.Contains("\"stream\":true", StringComparison.Ordinal))
            await Http2Server.SendStreamAsync(context, sample.Events);
        else
            await Http2Server.SendJsonAsync(context, sample.Body);
    }

    /// <summary>Forwards a request over HTTP/1.1, as the gateways of the providers do.</summary>
    private static async Task ForwardAsync(HttpContext context, HttpClient origin)
    {
        string target = context.Request.Path + context.Request.QueryString;
        using var request = new HttpRequestMessage(new(context.Request.Method), target);
        request.Content = new StringContent(await Http2Server.ReadTextAsync(context));
        request.Content.Headers.ContentType = new("application/json");
        foreach (string name in (string[])["Authorization", "x-api-key", "anthropic-version", "Accept"])
            request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)context.Request.Headers[name]);
        using HttpResponseMessage response = await origin.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
