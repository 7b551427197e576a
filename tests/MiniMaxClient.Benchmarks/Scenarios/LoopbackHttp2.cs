using System.Net;
using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Results;
using MiniMaxClient.Benchmarks.Server;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>Calls and streams over TLS, with HTTP/2 and with HTTP/1.1.</summary>
/// <remarks>Without the official clients, which choose the version of HTTP themselves.</remarks>
internal sealed class LoopbackHttp2(Uri secureServer) : IScenario
{
    private const int Callers = 512;
    private const int Streams = 64;

    private static readonly IReadOnlyList<Version> Versions = [HttpVersion.Version20, HttpVersion.Version11];

    /// <summary>The connections that are open for calls over HTTP/2.</summary>
    public static Figure Connections { get; } = new(PlainTitle(HttpVersion.Version20), "connections");

    public IReadOnlyList<string> Names => ["loopback", "http2"];

    /// <summary>The rate of calls.</summary>
    public static Figure Rate(Version version) => new(PlainTitle(version), "calls/s");

    /// <summary>The processor time of a stream.</summary>
    public static Figure Processor(Version version) => new(StreamTitle(version), "CPU µs/stream");

    /// <summary>The chunks of all streams.</summary>
    public static Figure Chunks(Version version) => new(StreamTitle(version), "chunks/s");

    public async Task RunAsync(Sizes sizes, Report report)
    {
        foreach ((Loopback client, Version version, Loopback.Load[] samples) in await RunAsync(sizes, Route.Plain, Callers))
        {
            report.Add(Rate(version), client.Entrant, samples.Select(load => load.Calls / load.Elapsed.TotalSeconds));
            if (version == HttpVersion.Version20)
                report.Add(Connections, client.Entrant, [client.Connections]);
        }

        var route = new Route(Shape.MiniMax, sizes.Chunks, ResponsePace.Each);
        foreach ((Loopback client, Version version, Loopback.Load[] samples) in await RunAsync(sizes, route, Streams))
        {
            report.Add(
                Processor(version), client.Entrant, samples.Select(load => load.Processor.TotalMicroseconds / load.Calls));
            report.Add(
                Chunks(version),
                client.Entrant,
                samples.Select(load => load.Calls * sizes.Chunks / load.Elapsed.TotalSeconds));
        }
    }

    /// <summary>Runs the clients with both versions in turn, so that a busy moment of the machine hits all alike.</summary>
    private async Task<IReadOnlyList<(Loopback Client, Version Version, Loopback.Load[] Samples)>> RunAsync(
        Sizes sizes, Route route, int callers)
    {
        (Version Version, Loopback Client)[] clients =
        [
            .. from entrant in sizes.Entrants.Except([Competitor.OpenAI, Competitor.Anthropic])
               from version in Versions
               select (version, new Loopback(entrant, secureServer, route, version)),
        ];
        IReadOnlyList<(Competitor, Loopback.Load[] Samples)> results =
            await InterleavedLoads.RunAsync(sizes, [.. clients.Select(static one => one.Client)], callers);
        return [.. clients.Select((one, i) => (one.Client, one.Version, results[i].Samples))];
    }

    private static string PlainTitle(Version version) => $"plain calls over TLS, HTTP/{version.ToString(2)}, {Callers} callers";

    private static string StreamTitle(Version version) =>
        $"streams of 1,000 chunks over TLS, HTTP/{version.ToString(2)}, {Streams} callers, flushed one by one";
}
