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

    private const string OptInVariable = "OTEL_SEMCONV_STABILITY_OPT_IN";
    private const string LatestConventions = "gen_ai_latest_experimental";

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

    public static Histogram<double> InferenceDuration { get; } = CreateSecondsHistogram(
        "gen_ai.client.inference.duration", "The duration of a chat call, including retries and the stream.");

    public static Histogram<double> InferenceTimeToFirstChunk { get; } = CreateSecondsHistogram(
        "gen_ai.client.inference.time_to_first_chunk", "The time from the call to the first chunk of its stream.");

    public static Histogram<double> InferenceTimePerOutputChunk { get; } = CreateSecondsHistogram(
        "gen_ai.client.inference.time_per_output_chunk",
        "The time between two chunks of a stream, including the consumer's own time.");

    public static Counter<long> InputTokens { get; } = CreateTokenCounter("input_tokens", "The number of input tokens.");

    public static Counter<long> OutputTokens { get; } = CreateTokenCounter("output_tokens", "The number of output tokens.");

    public static Counter<long> CacheReadTokens { get; } = CreateTokenCounter(
        "cache_read.input_tokens", "The number of input tokens that were read from the prompt cache.");

    public static Counter<long> CacheWriteTokens { get; } = CreateTokenCounter(
        "cache_write.input_tokens", "The number of input tokens that were written to the prompt cache.");

    public static Counter<long> ReasoningTokens { get; } = CreateTokenCounter(
        "reasoning.output_tokens", "The number of output tokens of the reasoning.");

    public static Histogram<long> InputTokensPerCall { get; } = Meter.CreateHistogram(
        "gen_ai.client.inference.operation.input_tokens", "{token}", "The input tokens of a call.", tags: null, TokenBuckets);

    public static Histogram<long> OutputTokensPerCall { get; } = Meter.CreateHistogram(
        "gen_ai.client.inference.operation.output_tokens", "{token}", "The output tokens of a call.", tags: null, TokenBuckets);

    public static Histogram<double> AgentDuration { get; } = CreateSecondsHistogram(
        "gen_ai.invoke_agent.duration", "The duration of a tool run.");

    public static Histogram<long> AgentInferenceCalls { get; } = Meter.CreateHistogram<long>(
        "gen_ai.invoke_agent.inference_calls", "{call}", "The number of requests of a tool run.");

    public static Histogram<long> AgentToolCalls { get; } = Meter.CreateHistogram<long>(
        "gen_ai.invoke_agent.tool_calls", "{call}", "The number of tool calls of a tool run.");

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
    public static bool HasListeners => Source.HasListeners() || Array.Exists(CallInstruments, static one => one.Enabled);

    private static Instrument[] CallInstruments { get; } =
    [
        CallDuration, TokenUsage, TimeToFirstChunk, TimePerOutputChunk, CallCost, AttemptDuration, InferenceDuration,
        InferenceTimeToFirstChunk, InferenceTimePerOutputChunk, InputTokens, OutputTokens, CacheReadTokens, CacheWriteTokens,
        ReasoningTokens, InputTokensPerCall, OutputTokensPerCall,
    ];

    /// <summary>Determines whether the environment requests the latest names of the conventions.</summary>
    /// <remarks>By the rule of the conventions, an instrumentation emits these instead of the previous ones, not both.</remarks>
    public static bool UsesLatestConventions() =>
        Environment.GetEnvironmentVariable(OptInVariable) is { } optIn
        && optIn.Split(',').Any(static name => name.Trim() == LatestConventions);

    /// <summary>Returns the name of an exception for logs and <see cref="CallAttempt.Error"/>.</summary>
    public static string GetErrorName(Exception failure) =>
        failure is OperationCanceledException ? nameof(OperationCanceledException) : failure.GetType().Name;

    /// <summary>Adds the event of an exception to a span.</summary>
    /// <param name="span">The span.</param>
    /// <param name="failure">The exception.</param>
    /// <param name="enableSensitiveData">Whether to record the message, which may quote a prompt, and the stack trace.</param>
    /// <param name="secrets">The secrets of the call, which are redacted.</param>
    public static void AddExceptionEvent(Activity span, Exception failure, bool enableSensitiveData, KnownSecrets secrets)
    {
        if (!span.IsAllDataRequested)
            return;
        var tags = new ActivityTagsCollection { [TagNames.ExceptionType] = failure.GetType().FullName };
        if (enableSensitiveData)
        {
            tags[TagNames.ExceptionMessage] = secrets.RedactSecrets(failure.Message);
            tags[TagNames.ExceptionStackTrace] = secrets.RedactSecrets(failure.ToString());
        }

        span.AddEvent(new("exception", tags: tags));
    }

    private static Counter<long> CreateTokenCounter(string name, string description) =>
        Meter.CreateCounter<long>("gen_ai.client.inference.usage." + name, "{token}", description);

    private static Histogram<double> CreateSecondsHistogram(string name, string description) =>
        Meter.CreateHistogram(name, "s", description, tags: null, SecondsBuckets);
}
