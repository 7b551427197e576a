using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MiniMaxClient.Benchmarks.Bodies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Benchmarks.Server;

/// <summary>Kestrel with prepared responses in a separate process, so that only the client's processor time is measured.</summary>
internal static class ResponseServer
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SlowPeriod = TimeSpan.FromMilliseconds(200);
    private static readonly ConcurrentDictionary<PathString, (PreparedResponse Response, ResponsePace Pace)> Responses = new();

    /// <summary>Serves until the standard input ends, which it does when the runner has gone.</summary>
    public static async Task RunAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, static endpoint => endpoint.UseHttps(CreateCertificate()));
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        await using WebApplication app = builder.Build();
        app.Run(RespondAsync);
        await app.StartAsync();
        foreach (string address in app.Urls.OrderBy(static address => address, StringComparer.Ordinal))
            Console.WriteLine(address);
        while (await Console.In.ReadLineAsync() is not null)
            continue;
        await app.StopAsync(new CancellationToken(canceled: true));
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private static async Task RespondAsync(HttpContext context)
    {
        (PreparedResponse response, ResponsePace pace) = Responses.GetOrAdd(context.Request.Path, PrepareResponse);
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = response.MediaType;
        if (pace is ResponsePace.Burst or ResponsePace.Delayed)
        {
            if (pace == ResponsePace.Delayed)
                await Task.Delay(Delay, TimeProvider.System);
            if (response.Chunks == 0)
                context.Response.ContentLength = response.Body.Length;
            await context.Response.BodyWriter.WriteAsync(response.Body);
        }
        else if (pace == ResponsePace.Each)
        {
            foreach (byte[] chunk in response.BodyChunks)
                await context.Response.BodyWriter.WriteAsync(chunk);
        }
        else
        {
            await SendSlowlyAsync(context, response);
        }
    }

    private static async Task SendSlowlyAsync(HttpContext context, PreparedResponse response)
    {
        using var timer = new PeriodicTimer(SlowPeriod, TimeProvider.System);
        foreach (byte[] chunk in response.BodyChunks)
        {
            if (context.RequestAborted.IsCancellationRequested)
                return;
            await context.Response.BodyWriter.WriteAsync(chunk);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static (PreparedResponse Response, ResponsePace Pace) PrepareResponse(PathString path)
    {
        var route = Route.Parse(path.Value!);
        bool isMessages = path.Value!.EndsWith("/messages", StringComparison.Ordinal);
        return (route.CreateResponse(isMessages ? WireProtocol.Messages : WireProtocol.ChatCompletions), route.Pace);
    }
}
