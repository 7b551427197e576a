#region usings
using MiniMaxClient;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.ObservabilityPage;

/// <summary>The guide to observability.</summary>
internal sealed class ObservabilityExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public static Task Telemetry()
    {
        #region telemetry
        using TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource("MiniMaxClient").AddOtlpExporter().Build();
        using MeterProvider metrics = Sdk.CreateMeterProviderBuilder().AddMeter("MiniMaxClient").AddOtlpExporter().Build();
        #endregion
        using var source = new System.Diagnostics.ActivitySource("MiniMaxClient");
        Assert.True(source.HasListeners());
        return Task.CompletedTask;
    }

    public async Task Call()
    {
        var loggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")] };

        #region options
        var options = new ChatCompletionsClientOptions { LoggerFactory = loggerFactory, EnableSensitiveData = false };
        #endregion
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }), options);

        #region call
        ChatCompletion answer = await client.CompleteAsync(request, cancellationToken);
        CallInfo call = answer.Call!;
        Console.WriteLine($"{call.Provider} {call.StatusCode} {call.RequestId}: {call.Attempts.Count} attempts, {answer.Cost}");
        #endregion
        Assert.Matches(@"^aimlapi 200 \S+: 1 attempts, 0\.\d+ USD \(reported\)$", Output.Single());
    }
}
