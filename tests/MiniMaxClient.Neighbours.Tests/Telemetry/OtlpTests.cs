using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Tests.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace MiniMaxClient.Neighbours.Tests.Telemetry;

/// <summary>Traces, metrics and logs of a call, exported by the OpenTelemetry SDK and decoded from the socket.</summary>
public sealed class OtlpTests
{
    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task Export_OfARetriedCall_HasItsSpanMetricsAndLogsOfOneTrace(OtlpExportProtocol protocol)
    {
        await using OtlpCollector collector = await OtlpCollector.StartAsync(protocol);
        await using EmulatedChat emulated = await EmulatedChat.StartAsync("openai", MiniMaxModels.M2);
        emulated.Emulator.Enqueue(Reply.Error(503, "Busy"), Reply.Text("Hi.").WithUsage(12, 7));
        // A parent that is not sampled would exclude its children.
        using var root = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        root.Start();
        using (TracerProvider traces = Sdk.CreateTracerProviderBuilder()
            .AddSource("MiniMaxClient").AddOtlpExporter(options => collector.Configure(options, "traces")).Build())
        using (MeterProvider metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter("MiniMaxClient").AddOtlpExporter(options => collector.Configure(options, "metrics")).Build())
        using (ILoggerFactory logs = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Debug).AddOpenTelemetry(
            options =>
            {
                options.IncludeFormattedMessage = true;
                options.AddOtlpExporter(exporter => collector.Configure(exporter, "logs"));
            })))
        {
            using var client = new ChatCompletionsClient(
                Adapters.ForEmulator(emulated.Emulator, "openai"),
                new() { LoggerFactory = logs, Resilience = new() { RetryDelay = TimeSpan.Zero } });
            await client.CompleteAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token);
            Assert.True(traces.ForceFlush() && metrics.ForceFlush());
        }

        byte[] trace = Convert.FromHexString(root.TraceId.ToHexString());
        OtlpMessage span = Assert.Single(collector.Received("trace"), span => span.HasBytes(1, trace));
        Assert.Equal("chat MiniMax-M2", span.GetText(5));
        IReadOnlyDictionary<string, string> attributes = span.GetAttributes(9);
        Assert.Equal(("12", "7"), (attributes["gen_ai.usage.input_tokens"], attributes["gen_ai.usage.output_tokens"]));

        string port = emulated.Emulator.BaseAddress.Port.ToString(CultureInfo.InvariantCulture);
        OtlpMessage duration = collector.Received("metric").First(
            static metric => metric.GetText(1) == "gen_ai.client.operation.duration");
        Assert.Contains(duration.FindMessages(9, 1), point => point.GetAttributes(9)["server.port"] == port);

        OtlpMessage[] records = [.. collector.Received("log").Where(record => record.HasBytes(9, trace))];
        Assert.Equal(["Retrying", "CallEnded"], records.Select(static record => record.GetText(12)));
        Assert.Equal("openai", records[0].GetAttributes(6)["Provider"]);
        Assert.Equal(["Warning", "Debug"], records.Select(static record => record.GetText(3)));
        Assert.Contains("openai", records[0].FindMessages(5).Single().GetText(1), StringComparison.Ordinal);
        Assert.DoesNotContain(
            records, record => record.GetAttributes(6).Values.Any(value => value.Contains(emulated.Emulator.ApiKey, StringComparison.Ordinal)));
    }
}
