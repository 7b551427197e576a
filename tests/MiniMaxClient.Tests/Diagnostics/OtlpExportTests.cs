using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>Tests the data that a collector receives through the OpenTelemetry SDK, over a socket.</summary>
public sealed class OtlpExportTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task Export_ThroughTheSdk_FollowsTheConventions()
    {
        var received = new ConcurrentQueue<(string Path, byte[] Body)>();
        await using WebApplication collector = await CollectorAsync(received);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        // A parent that is not sampled would exclude its children.
        using var root = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        root.Start();
        using (TracerProvider traces = Sdk.CreateTracerProviderBuilder()
            .AddSource("MiniMaxClient").AddOtlpExporter(options => Point(options, collector, "traces")).Build())
        using (MeterProvider metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter("MiniMaxClient").AddOtlpExporter(options => Point(options, collector, "metrics")).Build())
        using (var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, "runapi")))
        {
            await client.CompleteAsync("Hi", MiniMaxModels.M2, _token);
            await client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token);
            emulator.Enqueue(Reply.Error(401, "no"));
            await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => client.CompleteAsync("Hi", MiniMaxModels.M2, _token));
            Assert.True(traces.ForceFlush() && metrics.ForceFlush());
        }

        // The collector also receives the calls of other tests.
        byte[] trace = Convert.FromHexString(root.TraceId.ToHexString());
        OtlpMessage[] spans =
            [.. Received(received, "/v1/traces").SelectMany(static sent => sent.FindMessages(1, 2, 2)).Where(span => span.HasBytes(1, trace))];
        Assert.Equal(3, spans.Length);
        Assert.All(spans, static span => Assert.Equal("chat MiniMax-M2", span.GetText(5)));
        Assert.All(spans, static span => Assert.Equal(3, span.GetNumber(6)));
        IReadOnlyDictionary<string, string> streamed = spans[1].GetAttributes(9);
        Assert.Equal("runapi", streamed["gen_ai.provider.name"]);
        Assert.Equal("1", streamed["gen_ai.request.stream"]);
        Assert.Equal("stop", streamed["gen_ai.response.finish_reasons"]);
        Assert.NotEqual("0", streamed["gen_ai.usage.output_tokens"]);
        Assert.Equal("MiniMaxAuthenticationException", spans[2].GetAttributes(9)["error.type"]);
        Assert.Equal(2, spans[2].FindMessages(15).Single().GetNumber(3));

        OtlpMessage[] metricsSeen = [.. Received(received, "/v1/metrics").SelectMany(static sent => sent.FindMessages(1, 2, 2))];
        OtlpMessage duration = metricsSeen.First(static metric => metric.GetText(1) == "gen_ai.client.operation.duration");
        Assert.Equal("s", duration.GetText(3));
        OtlpMessage point = duration.FindMessages(9, 1).First(one => one.GetAttributes(9)["server.port"] == $"{emulator.RunApi.Port}");
        Assert.Equal([0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92], point.GetDoubles(7));
        foreach (string name in (string[])
        [
            "gen_ai.client.token.usage", "gen_ai.client.operation.time_to_first_chunk", "gen_ai.client.operation.time_per_output_chunk",
            "minimaxclient.client.attempt.duration",
        ])
        {
            OtlpMessage metric = metricsSeen.First(one => one.GetText(1) == name);
            Assert.Contains(metric.FindMessages(9, 1), one => one.GetAttributes(9)["server.port"] == $"{emulator.RunApi.Port}");
        }
    }

    private static OtlpMessage[] Received(IEnumerable<(string Path, byte[] Body)> received, string path) =>
        [.. received.Where(one => one.Path == path).Select(static one => new OtlpMessage(one.Body))];

    private static void Point(OtlpExporterOptions options, WebApplication collector, string signal)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new($"{collector.Urls.Single()}/v1/{signal}");
    }

    private async Task<WebApplication> CollectorAsync(ConcurrentQueue<(string Path, byte[] Body)> received)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, _token);
            received.Enqueue((context.Request.Path.Value!, body.ToArray()));
        });
        await collector.StartAsync(_token);
        return collector;
    }
}
