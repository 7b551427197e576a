using System.Collections.Concurrent;
using MiniMaxClient.Benchmarks.Bodies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Benchmarks.Server;

/// <summary>Kestrel with answers made before, in a process of its own, so that a client's processor time is its own.</summary>
internal static class ResponseServer
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SlowPeriod = TimeSpan.FromMilliseconds(200);
    private static readonly ConcurrentDictionary<PathString, (PreparedResponse Answer, ResponsePace Pace)> Answers = new();

    /// <summary>Serves until the standard input ends, which it does when the runner has gone.</summary>
    public static async Task RunAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        await using WebApplication app = builder.Build();
        app.Run(RespondAsync);
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        while (await Console.In.ReadLineAsync() is not null)
            continue;
        await app.StopAsync(new CancellationToken(canceled: true));
    }

    private static async Task RespondAsync(HttpContext context)
    {
        (PreparedResponse answer, ResponsePace pace) = Answers.GetOrAdd(context.Request.Path, PrepareResponse);
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = answer.MediaType;
        if (pace is ResponsePace.Burst or ResponsePace.Delayed)
        {
            if (pace == ResponsePace.Delayed)
                await Task.Delay(Delay, TimeProvider.System);
            if (answer.Chunks == 0)
                context.Response.ContentLength = answer.Body.Length;
            await context.Response.BodyWriter.WriteAsync(answer.Body);
        }
        else if (pace == ResponsePace.Each)
        {
            foreach (byte[] piece in answer.BodyChunks)
                await context.Response.BodyWriter.WriteAsync(piece);
        }
        else
        {
            await SendSlowlyAsync(context, answer);
        }
    }

    private static async Task SendSlowlyAsync(HttpContext context, PreparedResponse answer)
    {
        using var timer = new PeriodicTimer(SlowPeriod, TimeProvider.System);
        foreach (byte[] piece in answer.BodyChunks)
        {
            if (context.RequestAborted.IsCancellationRequested)
                return;
            await context.Response.BodyWriter.WriteAsync(piece);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static (PreparedResponse Answer, ResponsePace Pace) PrepareResponse(PathString path)
    {
        var route = Route.Parse(path.Value!);
        bool isMessages = path.Value!.EndsWith("/messages", StringComparison.Ordinal);
        return (route.CreateResponse(isMessages ? WireProtocol.Messages : WireProtocol.ChatCompletions), route.Pace);
    }
}
