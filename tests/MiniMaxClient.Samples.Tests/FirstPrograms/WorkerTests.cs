using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using MiniMaxClient;
using MiniMaxClient.Testing;

namespace FirstPrograms;

/// <summary>A worker that is configured by a file, with a second provider, a spend limit and a health check.</summary>
public sealed class WorkerTests : FirstProgram
{
    [Fact]
    public async Task Program_ProviderFailsAndBudgetEnds_FailsOverAndStops()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new MiniMaxEmulatorOptions
            {
                // MiniMax fails at one of the jobs; each answer costs $0.0027 there.
                Responder = static sent => sent.Provider == "MiniMax" && sent.Text.Contains("job 1", StringComparison.Ordinal)
                    ? Reply.Error(503, "Overloaded")
                    : Reply.Text("Done.").WithUsage(prompt: 1_000, completion: 2_000),
            },
            CancellationToken);

        using var settings = new MemoryStream(Encoding.UTF8.GetBytes($$"""
            {
              "MiniMax": {
                "Model": "MiniMax-M3",
                "Providers": [
                  { "Provider": "MiniMax", "ApiKey": "{{emulator.ApiKey}}", "BaseAddress": "{{emulator.MiniMax}}" },
                  { "Provider": "AimlApi", "ApiKey": "{{emulator.ApiKey}}", "BaseAddress": "{{emulator.AimlApi}}" }
                ],
                "Resilience": { "MaxRetryAttempts": 0 },
                "Failover": { "CoolDown": "01:00:00" },
                "SpendLimit": { "Limit": 0.01, "Window": "01:00:00" },
                "Prices": { "AddMiniMaxListPrices": true }
              }
            }
            """));
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddJsonStream(settings);
        builder.Services.AddLogging();
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax"));
        builder.Services.AddHealthChecks().AddMiniMax();
        builder.Services.AddSingleton(Channel.CreateBounded<string>(100));
        builder.Services.AddSingleton<TextWriter>(Console);
        builder.Services.AddHostedService<JobWorker>();

        using IHost host = builder.Build();
        await host.StartAsync(CancellationToken);
        HealthReport health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(CancellationToken);
        Console.WriteLine($"health: {health.Status}");
        Channel<string> queue = host.Services.GetRequiredService<Channel<string>>();
        for (int i = 0; i < 8; i++)
            await queue.Writer.WriteAsync($"Do job {i}.", CancellationToken);
        queue.Writer.Complete();
        await host.WaitForShutdownAsync(CancellationToken);

        Assert.Equal(
            [
                "health: Healthy",
                "Do job 0. Done. by minimax for 0.0027 USD (estimated)",
                "Do job 1. Done. by aimlapi for 0.00351 USD (reported)",
                "Do job 2. Done. by aimlapi for 0.00351 USD (reported)",
                "Do job 3. Done. by aimlapi for 0.00351 USD (reported)",
                "Do job 4. 0.01323 of 0.01 USD are spent",
            ],
            Output);
        // The health check requests the models of both providers at the same time.
        Assert.Equal(
            ["AimlApi GET", "MiniMax GET"],
            emulator.Requests.Take(2).Select(static sent => $"{sent.Provider} {sent.Method}").Order(StringComparer.Ordinal));
        Assert.Equal(
            ["MiniMax 200 job 0", "MiniMax 503 job 1", "AimlApi 200 job 1", "AimlApi 200 job 2", "AimlApi 200 job 3"],
            emulator.Requests.Skip(2).Select(static sent => $"{sent.Provider} {sent.Status} {ReadPrompt(sent)[3..^1]}"));
        Assert.Equal(
            ["MiniMax-M3", "minimax/minimax-m3"],
            emulator.Requests.Skip(2).Select(static sent => sent.Json.GetProperty("model").GetString()).Distinct());
    }

    [Fact]
    public async Task Program_WrongSettings_DoesNotStart()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["MiniMax:Provider"] = "MinMax";
        builder.Configuration["MiniMax:ApiKey"] = "key";
        builder.Configuration["MiniMax:SpendLimit:Limit"] = "-1";
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax"));

        using IHost host = builder.Build();
        Exception e = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync(CancellationToken));
        Console.WriteLine(e.Message);

        Assert.Equal(
            [
                "Invalid configuration of the MiniMax client: SpendLimit:Window is missing; it must be a duration such as "
                + "00:10:00. SpendLimit:Limit is -1; it must be above zero. Provider is 'MinMax'; it must be "
                + "AimlApi, RunApi, ModelsLab, MiniMax, OpenAICompatible or AnthropicCompatible.",
            ],
            Output);
    }

    private static string ReadPrompt(RecordedRequest sent) =>
        sent.Json.GetProperty("messages")[0].GetProperty("content").GetString()!;

    private sealed class JobWorker(
        IChatCompletionsClient client, Channel<string> queue, IHostApplicationLifetime lifetime, TextWriter output)
        : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await foreach (string job in queue.Reader.ReadAllAsync(stoppingToken))
            {
                try
                {
                    ChatCompletion answer = await client.CompleteAsync(job, cancellationToken: stoppingToken);
                    await output.WriteLineAsync($"{job} {answer.Text} by {answer.Call?.Provider} for {answer.Cost}");
                }
                catch (MiniMaxBudgetException e)
                {
                    await output.WriteLineAsync($"{job} {e.Spent} of {e.Limit} USD are spent");
                    break;
                }
                catch (MiniMaxException e)
                {
                    await output.WriteLineAsync($"{job} {e.Message}");
                }
            }

            lifetime.StopApplication();
        }
    }
}
