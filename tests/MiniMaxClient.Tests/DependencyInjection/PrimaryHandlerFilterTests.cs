using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Security;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class PrimaryHandlerFilterTests : IDisposable
{
    private const string Key = "zz-very-secret-0123456789";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly RecordingLoggerFactory _log = new();

    /// <summary>The ways in which an app configures a primary handler; the first parameter is the handler's factory.</summary>
    private static readonly Dictionary<string, Action<IServiceCollection, Func<HttpMessageHandler>, Action>> Ways = new()
    {
        ["defaults before"] = static (services, create, addClient) =>
        {
            services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(create));
            addClient();
        },
        ["defaults after"] = static (services, create, addClient) =>
        {
            addClient();
            services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(create));
        },
        ["PostConfigure"] = static (services, create, addClient) =>
        {
            services.PostConfigureAll<HttpClientFactoryOptions>(
                options => options.HttpMessageHandlerBuilderActions.Add(builder => builder.PrimaryHandler = create()));
            addClient();
        },
        ["filter before"] = static (services, create, addClient) =>
        {
            services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new HandlerFilter(create));
            addClient();
        },
        ["filter after"] = static (services, create, addClient) =>
        {
            addClient();
            services.AddSingleton<IHttpMessageHandlerBuilderFilter>(new HandlerFilter(create));
        },
    };

    public static TheoryData<string, string?, string> Cases { get; } =
    [
        .. from way in Ways.Keys
           from name in (string?[])[null, "cheap"]
           from handler in (string[])["sockets", "client", "delegating"]
           select (way, name, handler),
    ];

    public void Dispose() => _log.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task PrimaryHandler_OfTheApp_IsUsedWithoutRedirects(string way, string? name, string handler)
    {
        await using var other = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        await using var server = FaultServer.Start(
            ServerScript.Respond(307, "text/plain", "", $"Location: {other.BaseAddress}v1/chat/completions"));
        int created = 0;
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(_log);
        Ways[way](services, CreateHandler, () => AddClient(services, name, server.BaseAddress));
        await using ServiceProvider provider = services.BuildServiceProvider();

        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => GetClient(provider, name).CompleteAsync("Hi", "m", _token));

        Assert.Contains("Redirects are not followed", e.Message, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), (created, server.Requests.Count, other.Connections));
        Assert.DoesNotContain(_log.Messages, static message => message.Contains("redirects cannot be switched off", StringComparison.Ordinal));

        HttpMessageHandler CreateHandler()
        {
            created++;
            return handler switch
            {
                "sockets" => new SocketsHttpHandler(),
                "client" => new HttpClientHandler(),
                _ => new PassThroughHandler { InnerHandler = new PassThroughHandler { InnerHandler = new SocketsHttpHandler() } },
            };
        }
    }

    [Fact]
    public async Task PrimaryHandler_OfTheReturnedBuilder_IsUsed()
    {
        var app = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(77) };
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(
            static http => http.ConfigurePrimaryHttpMessageHandler(static () => new HttpClientHandler()));
        services.AddMiniMaxClient(static o => o.UseRunApi("key-1")).ConfigurePrimaryHttpMessageHandler(() => app);
        await using ServiceProvider provider = services.BuildServiceProvider();

        HttpMessageHandler primary = GetPrimaryHandler(provider, "MiniMaxClient");

        // Everything but the redirects is the app's.
        Assert.Same(app, primary);
        Assert.Equal(
            (false, true, TimeSpan.FromSeconds(77)), (app.AllowAutoRedirect, app.UseCookies, app.ConnectTimeout));
    }

    [Fact]
    public async Task PrimaryHandler_NotConfigured_IsThatOfTheLibrary()
    {
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(static http => http.AddHttpMessageHandler(static () => new PassThroughHandler()));
        services.AddHttpClient("another");
        services.AddMiniMaxClient("cheap", static o =>
        {
            o.UseRunApi("key-1");
            o.Client = new() { ConnectTimeout = TimeSpan.FromSeconds(3) };
        });
        await using ServiceProvider provider = services.BuildServiceProvider();

        HttpMessageHandler own = GetPrimaryHandler(provider, "MiniMaxClient:cheap");
        HttpMessageHandler another = GetPrimaryHandler(provider, "another");

        Assert.True(another is SocketsHttpHandler { AllowAutoRedirect: true } or HttpClientHandler { AllowAutoRedirect: true });
        Assert.SkipWhen(own is HttpClientHandler, "The handler of netstandard2.0 has no connect timeout.");
        var sockets = Assert.IsType<SocketsHttpHandler>(own);
        Assert.Equal(
            (false, false, TimeSpan.FromSeconds(3)), (sockets.AllowAutoRedirect, sockets.UseCookies, sockets.ConnectTimeout));
    }

    [Fact]
    public async Task UseSocketsHttpHandler_Action_ConfiguresTheHandlerOfTheLibrary()
    {
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(static http => http.UseSocketsHttpHandler(static (handler, _) =>
        {
            handler.AllowAutoRedirect = true;
            handler.MaxConnectionsPerServer = 7;
        }));
        services.AddMiniMaxClient(static o => o.UseRunApi("key-1"));
        await using ServiceProvider provider = services.BuildServiceProvider();

        var primary = Assert.IsType<SocketsHttpHandler>(GetPrimaryHandler(provider, "MiniMaxClient"));

        Assert.Equal((false, 7), (primary.AllowAutoRedirect, primary.MaxConnectionsPerServer));
    }

    [Fact]
    public async Task ProxyHandler_OfTheDefaults_GetsTheRequests()
    {
        await using var proxy = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        var services = new ServiceCollection();
        services.AddMiniMaxClient(static o =>
        {
            o.UseOpenAICompatible("own", "http://provider.invalid/v1", Key);
            o.AllowInsecureHttp = true;
        });
        services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(
            () => new SocketsHttpHandler { Proxy = new WebProxy(proxy.BaseAddress) }));
        await using ServiceProvider provider = services.BuildServiceProvider();

        await GetClient(provider, null).CompleteAsync("Hi", "m", _token);

        Assert.Equal("http://provider.invalid/v1/chat/completions", Assert.Single(proxy.Requests).Path);
    }

    [Fact]
    public async Task ClientCertificate_OfTheDefaults_IsPresented()
    {
        await using var server = new TlsServer("localhost", TimeProvider.System.GetUtcNow());
        using X509Certificate2 certificate = TlsServer.CreateCertificate("the-app", TimeProvider.System.GetUtcNow());
        using var canceling = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var services = new ServiceCollection();
        services.ConfigureHttpClientDefaults(http => http.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            SslOptions =
            {
                ClientCertificates = [certificate],
                RemoteCertificateValidationCallback = static (_, presented, _, _) => presented?.Subject == "CN=localhost",
            },
        }));
        AddClient(services, null, server.BaseAddress);
        await using ServiceProvider provider = services.BuildServiceProvider();

        Task call = GetClient(provider, null).CompleteAsync("Hi", "m", canceling.Token);

        Assert.Equal("CN=the-app", await server.ClientCertificateSubject.WaitAsync(_token));
        await canceling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task OtherHandler_OfTheDefaults_IsUsedAndWarnedOfOnce()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(_log);
        services.ConfigureHttpClientDefaults(
            static http => http.ConfigurePrimaryHttpMessageHandler(static () => new BlockingHandler()));
        AddClient(services, null, server.BaseAddress);
        await using ServiceProvider provider = services.BuildServiceProvider();

        for (int i = 0; i < 2; i++)
        {
            var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(
                () => GetClient(provider, null).CompleteAsync("Hi", "m", _token));
            Assert.Equal("The network is blocked.", e.InnerException!.Message);
        }

        Assert.Equal(0, server.Connections);
        Assert.Equal(
            "Warning: The primary handler of the HttpClient MiniMaxClient is a BlockingHandler, whose redirects cannot be switched "
            + "off. Configure it not to follow redirects, which would send the API key to another host.",
            Assert.Single(_log.Messages, static message => message.Contains("primary handler", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task HandlerInUse_FollowsRedirects_ThrowsInvalidOperationException()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using var shared = new SocketsHttpHandler();
        using var http = new HttpClient(shared, disposeHandler: false);
        await http.GetStringAsync(server.BaseAddress, _token);
        var services = new ServiceCollection();
        // Within another handler, because the factory itself sets properties of a SocketsHttpHandler.
        AddClient(services, null, server.BaseAddress)
            .ConfigurePrimaryHttpMessageHandler(() => new PassThroughHandler { InnerHandler = shared });
        await using ServiceProvider provider = services.BuildServiceProvider();

        var e = Assert.Throws<InvalidOperationException>(() => GetClient(provider, null));

        Assert.Equal(
            "The primary handler of the HttpClient 'MiniMaxClient' follows redirects, which would send the API key to another host, "
            + "and it cannot be changed after its first request. Set AllowAutoRedirect to false where it is created.",
            e.Message);
    }

    [Fact]
    public async Task HandlerInUse_DoesNotFollowRedirects_IsUsed()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using var shared = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(shared, disposeHandler: false);
        await http.GetStringAsync(server.BaseAddress, _token);
        var services = new ServiceCollection();
        // Within another handler, because the factory itself sets properties of a SocketsHttpHandler.
        AddClient(services, null, server.BaseAddress)
            .ConfigurePrimaryHttpMessageHandler(() => new PassThroughHandler { InnerHandler = shared });
        await using ServiceProvider provider = services.BuildServiceProvider();

        await GetClient(provider, null).CompleteAsync("Hi", "m", _token);

        Assert.Equal((2, 1), (server.Requests.Count, server.Connections));
    }

    private static IHttpClientBuilder AddClient(IServiceCollection services, string? name, Uri address)
    {
        return name is null ? services.AddMiniMaxClient(Configure) : services.AddMiniMaxClient(name, Configure);

        void Configure(MiniMaxClientOptions options)
        {
            options.UseOpenAICompatible("own", address.ToString(), Key, new() { Authentication = ProviderAuthentication.Header("api-key") });
            options.Client = new() { Resilience = ResilienceOptions.None };
        }
    }

    private static IChatCompletionsClient GetClient(IServiceProvider provider, string? name) => name is null
        ? provider.GetRequiredService<IChatCompletionsClient>()
        : provider.GetRequiredKeyedService<IChatCompletionsClient>(name);

    private static HttpMessageHandler GetPrimaryHandler(IServiceProvider provider, string httpClientName)
    {
        HttpMessageHandler handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(httpClientName);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
            handler = inner;
        return handler;
    }

    private sealed class PassThroughHandler : DelegatingHandler;

    private sealed class BlockingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException("The network is blocked.");
    }

    private sealed class HandlerFilter(Func<HttpMessageHandler> create) : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            builder.PrimaryHandler = create();
        };
    }
}
