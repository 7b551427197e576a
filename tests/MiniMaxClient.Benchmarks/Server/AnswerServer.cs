using System.Collections.Concurrent;
using MiniMaxClient.Benchmarks.Bodies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Benchmarks.Server;

/// <summary>Kestrel with answers made before, in a process of its own, so that a client's processor time is its own.</summary>
internal static class AnswerServer
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SlowPeriod = TimeSpan.FromMilliseconds(200);
    private static readonly ConcurrentDictionary<PathString, (Answer Answer, Pace Pace)> Answers = new();

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
        app.Run(AnswerAsync);
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        while (await Console.In.ReadLineAsync() is not null)
            continue;
        await app.StopAsync(new CancellationToken(canceled: true));
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        (Answer answer, Pace pace) = Answers.GetOrAdd(context.Request.Path, Prepare);
        await context.Request.Body.CopyToAsync(Stream.Null);
        context.Response.ContentType = answer.MediaType;
        if (pace is Pace.Burst or Pace.Delayed)
        {
            if (pace == Pace.Delayed)
                await Task.Delay(Delay, TimeProvider.System);
            if (answer.Chunks == 0)
                context.Response.ContentLength = answer.Whole.Length;
            await context.Response.BodyWriter.WriteAsync(answer.Whole);
        }
        else if (pace == Pace.Each)
        {
            foreach (byte[] piece in answer.Pieces)
                await context.Response.BodyWriter.WriteAsync(piece);
        }
        else
        {
            await SendSlowlyAsync(context, answer);
        }
    }

    private static async Task SendSlowlyAsync(HttpContext context, Answer answer)
    {
        using var timer = new PeriodicTimer(SlowPeriod, TimeProvider.System);
        foreach (byte[] piece in answer.Pieces)
        {
            if (context.RequestAborted.IsCancellationRequested)
                return;
            await context.Response.BodyWriter.WriteAsync(piece);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static (Answer Answer, Pace Pace) Prepare(PathString path)
    {
        var route = Route.Parse(path.Value!);
        bool isMessages = path.Value!.EndsWith("/messages", StringComparison.Ordinal);
        return (route.Answer(isMessages ? Grammar.Messages : Grammar.ChatCompletions), route.Pace);
    }
}
