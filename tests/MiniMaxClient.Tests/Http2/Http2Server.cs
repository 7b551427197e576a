using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Http2;

/// <summary>Kestrel on a loopback port, over TLS with a certificate of its own.</summary>
internal sealed class Http2Server : IAsyncDisposable
{
    private readonly ConcurrentQueue<SeenRequest> _requests = new();
    private readonly X509Certificate2? _certificate;
    private readonly WebApplication _app;

    private Http2Server(RequestDelegate respond, HttpProtocols protocols, int maxStreams, bool hasTls)
    {
        _certificate = hasTls ? CreateCertificate() : null;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = maxStreams;
            kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
            {
                endpoint.Protocols = protocols;
                if (_certificate is not null)
                    endpoint.UseHttps(_certificate);
            });
        });
        if (hasTls)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TestTimeouts.Limit);
        _app = builder.Build();
        _app.Run(async context =>
        {
            _requests.Enqueue(new(context.Request.Protocol, context.Connection.Id, context.Request.Path));
            await respond(context);
        });
    }

    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>The requests in the order of their arrival.</summary>
    public IReadOnlyCollection<SeenRequest> Requests => _requests;

    /// <summary>The number of connections that carried a request.</summary>
    public int Connections => _requests.Select(static one => one.Connection).Distinct().Count();

    /// <summary>Starts a server.</summary>
    /// <param name="respond">Sends each response.</param>
    /// <param name="protocols">What it offers by ALPN, or speaks without TLS.</param>
    /// <param name="maxStreams">The maximum number of concurrent streams of a connection.</param>
    /// <param name="hasTls">Whether it requires TLS.</param>
    public static async Task<Http2Server> StartAsync(
        RequestDelegate respond,
        HttpProtocols protocols = HttpProtocols.Http1AndHttp2,
        int maxStreams = 100,
        bool hasTls = true)
    {
        var server = new Http2Server(respond, protocols, maxStreams, hasTls);
        await server._app.StartAsync(TestTimeouts.Token);
        server.BaseAddress = new(server._app.Urls.Single());
        return server;
    }

    /// <summary>Skips a test of the netstandard2.0 build, which cannot choose a version of HTTP.</summary>
    public static void SkipWithoutHttp2()
    {
        using HttpMessageHandler handler = ProviderHttpClientFactory.CreateHttpHandler(TestTimeouts.Limit);
        Assert.SkipWhen(handler is HttpClientHandler, "The netstandard2.0 build has no HTTP/2.");
    }

    /// <summary>Creates a client with the connections of this library, which trust exactly this server's certificate.</summary>
    public ChatCompletionsClient CreateClient(
        string provider = "openai",
        ChatCompletionsClientOptions? options = null,
        Func<HttpMessageHandler, HttpMessageHandler>? wrap = null)
    {
        return new(Adapters.ForAddress(BaseAddress, provider), CreateHttpClient(wrap), options ?? new());
    }

    /// <summary>Creates an HTTP client with the connections of this library.</summary>
    public HttpClient CreateHttpClient(Func<HttpMessageHandler, HttpMessageHandler>? wrap = null)
    {
        HttpMessageHandler handler = CreateHandler();
        var http = new HttpClient(wrap?.Invoke(handler) ?? handler);
        ProviderHttpClientFactory.ConfigureHttpClient(http);
        return http;
    }

    /// <summary>Creates the handler of this library's connections, which trusts exactly this server's certificate.</summary>
    public HttpMessageHandler CreateHandler()
    {
        SkipWithoutHttp2();
        var handler = (SocketsHttpHandler)ProviderHttpClientFactory.CreateHttpHandler(TestTimeouts.Limit);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            _certificate?.RawDataMemory.Span.SequenceEqual(certificate!.GetRawCertData()) == true;
        return handler;
    }

    /// <summary>Stops accepting connections, sends GOAWAY on the open ones and waits for their streams.</summary>
    public Task StopAsync() => _app.StopAsync(TestTimeouts.Token);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _certificate?.Dispose();
    }

    /// <summary>Reads the body of a request.</summary>
    public static async Task<string> ReadTextAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return await reader.ReadToEndAsync(context.RequestAborted);
    }

    /// <summary>Sends each part of a stream in a DATA frame of its own.</summary>
    public static async Task SendStreamAsync(HttpContext context, IEnumerable<string> parts)
    {
        if (!context.Response.HasStarted)
            context.Response.ContentType = "text/event-stream";
        foreach (string part in parts)
        {
            await context.Response.WriteAsync(part, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    /// <summary>Sends a complete body of JSON.</summary>
    public static async Task SendJsonAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Resets the stream of a response with an error code of RFC 9113, section 7.</summary>
    public static void Reset(HttpContext context, Http2Error error) =>
        context.Features.GetRequiredFeature<IHttpResetFeature>().Reset((int)error);

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    /// <summary>What the server sees of a request.</summary>
    internal sealed record SeenRequest(string Protocol, string Connection, string Path);
}
