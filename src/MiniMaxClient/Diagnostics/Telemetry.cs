using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace MiniMaxClient.Diagnostics;

/// <summary>Provides the activity source and the instruments of the library.</summary>
/// <remarks>
/// Names, units and buckets that begin with <c>gen_ai</c> are those of the OpenTelemetry conventions for generative AI
/// (github.com/open-telemetry/semantic-conventions-genai, status: development); the others are specific to this library.
/// </remarks>
internal static class Telemetry
{
    public const string InstrumentationName = "MiniMaxClient";

    private static readonly string? Version =
        typeof(Telemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    private static readonly Meter Meter = new(InstrumentationName, Version);

    private static readonly InstrumentAdvice<double> SecondsBuckets = new()
    {
        HistogramBucketBoundaries =
            (double[])[0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92],
    };

    private static readonly InstrumentAdvice<long> TokenBuckets = new()
    {
        HistogramBucketBoundaries =
            (long[])[1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864],
    };

    public static ActivitySource Source { get; } = new(InstrumentationName, Version);

    public static Histogram<double> CallDuration { get; } = CreateSecondsHistogram(
        "gen_ai.client.operation.duration", "The duration of a call, including retries and the stream.");

    public static Histogram<double> TimeToFirstChunk { get; } = CreateSecondsHistogram(
        "gen_ai.client.operation.time_to_first_chunk", "The time from the call to the first chunk of its stream.");

    public static Histogram<double> TimePerOutputChunk { get; } = CreateSecondsHistogram(
        "gen_ai.client.operation.time_per_output_chunk",
        "The time between two chunks of a stream, including the consumer's own time.");

    public static Histogram<long> TokenUsage { get; } = Meter.CreateHistogram(
        "gen_ai.client.token.usage", "{token}", "The number of tokens of a call.", tags: null, TokenBuckets);

    public static Histogram<double> ToolDuration { get; } = CreateSecondsHistogram(
        "gen_ai.execute_tool.duration", "The duration of a tool invocation.");

    public static Counter<double> CallCost { get; } = Meter.CreateCounter<double>(
        "minimaxclient.client.cost", "{USD}", "The known cost of calls in US dollars.");

    public static Histogram<double> AttemptDuration { get; } = CreateSecondsHistogram(
        "minimaxclient.client.attempt.duration",
        "The time from the start of an attempt to its response headers or its failure.");

    public static Histogram<double> LimiterWaitDuration { get; } = CreateSecondsHistogram(
        "minimaxclient.client.limiter.wait", "The time that an attempt waited for the client's limiter.");

    public static Counter<long> Failovers { get; } = Meter.CreateCounter<long>(
        "minimaxclient.client.failovers", "{failover}", "The number of failovers and hedged requests.");

    /// <summary>Whether the spans or measurements of a call have a listener.</summary>
    public static bool HasListeners =>
        Source.HasListeners() || CallDuration.Enabled || TokenUsage.Enabled || TimeToFirstChunk.Enabled
        || TimePerOutputChunk.Enabled || CallCost.Enabled || AttemptDuration.Enabled;

    /// <summary>Returns the name of an exception for logs and <see cref="CallAttempt.Error"/>.</summary>
    public static string GetErrorName(Exception failure) =>
        failure is OperationCanceledException ? nameof(OperationCanceledException) : failure.GetType().Name;

    private static Histogram<double> CreateSecondsHistogram(string name, string description) =>
        Meter.CreateHistogram(name, "s", description, tags: null, SecondsBuckets);
}
