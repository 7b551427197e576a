using System.Diagnostics;
using System.Globalization;
using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>The process of one client with its slow streams.</summary>
internal static class SlowClient
{
    /// <summary>The first argument of that process, before client, server, number of streams and seconds.</summary>
    public const string Argument = "slow-client";

    // Outlasts every window; the process ends before it does.
    private const int Chunks = 2000;

    // The number of simultaneous connections that the listener queues.
    private const int Batch = 250;

    /// <summary>Opens the streams, watches them for a while and prints live heap, peak working set and processor time.</summary>
    public static async Task RunAsync(string[] args)
    {
        Competitor entrant = Competitor.All.Single(one => one.Name == args[1]);
        int streams = int.Parse(args[3], CultureInfo.InvariantCulture);
        TimeSpan window = TimeSpan.FromSeconds(double.Parse(args[4], CultureInfo.InvariantCulture));
        HttpClient http = Loopback.CreateHttpClient();
        Uri address = new Route(Shape.MiniMax, Chunks, ResponsePace.Slow).ToUri(new Uri(args[2]));
        using IContender contender = entrant.Create(http, address, Prompt.Question);

        await StartAsync(contender, 1);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (var started = 0; started < streams; started += Batch)
            await StartAsync(contender, Math.Min(Batch, streams - started));

        await Task.Delay(window / 2, TimeProvider.System);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long begun = TimeProvider.System.GetTimestamp();
        await Task.Delay(window, TimeProvider.System);
        double perSecond = (Environment.CpuUsage.TotalTime - processor) / TimeProvider.System.GetElapsedTime(begun) * 1000;
        double peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1e6;
        double heap = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / streams;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{heap:0.00} {peak:0.00} {perSecond:0.00}"));
        Environment.Exit(0);
    }

    /// <summary>Opens streams and waits until each has given its first text.</summary>
    private static Task StartAsync(IContender contender, int streams) =>
        Task.WhenAll(Enumerable.Range(0, streams).Select(async _ =>
        {
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task whole = contender.StreamAsync(first.SetResult);
            await await Task.WhenAny(first.Task, whole);
        }));
}
