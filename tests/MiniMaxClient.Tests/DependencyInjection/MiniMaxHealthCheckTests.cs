using System.Threading.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class MiniMaxHealthCheckTests
{
    private const string Key = "zz-very-secret-0123456789";
    private const string Models = """{"object":"list","data":[{"id":"a"},{"id":"b"}]}""";

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task CheckHealthAsync_ModelList_IsHealthyWithData()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, Models));

        HealthReportEntry entry = await CheckAsync(static (options, servers) => Use(options, servers[0]), [server]);

        Assert.Equal((HealthStatus.Healthy, "own lists 2 models."), (entry.Status, entry.Description));
        Assert.Equal(("own", 2), (entry.Data["provider"], entry.Data["models"]));
        Assert.InRange((TimeSpan)entry.Data["duration"], TimeSpan.Zero, TimeSpan.FromMinutes(1));
        FaultRequest sent = Assert.Single(server.Requests);
        Assert.Equal(("GET", "/models", $"Bearer {Key}"), (sent.Method, sent.Path, sent.Headers["Authorization"]));
    }

    [Fact]
    public async Task CheckHealthAsync_NoModelList_IsDegraded()
    {
        HealthReportEntry entry = await CheckAsync(static (options, _) => options.UseAdapter(Substitute.For<IProviderAdapter>()), []);

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("has no model list", entry.Description, StringComparison.Ordinal);
        Assert.Null(entry.Exception);
    }

    [Fact]
    public async Task CheckHealthAsync_ClientOfTheApp_IsDegraded()
    {
        HealthReportEntry entry = await CheckAsync(
            static (options, _) => options.Provider = "None",
            [],
            static services => services.RemoveAll<IChatCompletionsClient>().AddSingleton<IChatCompletionsClient>(new OwnClient()));

        Assert.Equal(
            (HealthStatus.Degraded, "A OwnClient cannot be checked: it has no model list."), (entry.Status, entry.Description));
    }

    [Theory]
    [InlineData(401, HealthStatus.Unhealthy, typeof(MiniMaxAuthenticationException))]
    [InlineData(403, HealthStatus.Unhealthy, typeof(MiniMaxPermissionException))]
    [InlineData(429, HealthStatus.Degraded, typeof(MiniMaxRateLimitException))]
    public async Task CheckHealthAsync_Error_HasItsStatusAndNoKey(int status, HealthStatus expected, Type exception)
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(status, $$$"""{"error":{"message":"The key {{{Key}}} is bad."}}"""));

        HealthReportEntry entry = await CheckAsync(static (options, servers) => Use(options, servers[0]), [server]);

        Assert.Equal((expected, exception), (entry.Status, entry.Exception!.GetType()));
        Assert.Equal(entry.Exception.Message, entry.Description);
        Assert.DoesNotContain(Key[..11], entry.Exception + entry.Description, StringComparison.Ordinal);
        Assert.Equal("own", entry.Data["provider"]);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    public async Task CheckHealthAsync_NoSuchPath_IsDegraded(int status)
    {
        await using var server = FaultServer.Start(ServerScript.Json(status, "{}"));

        HealthReportEntry entry = await CheckAsync(static (options, servers) => Use(options, servers[0]), [server]);

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.StartsWith("own has no model list: ", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckHealthAsync_OtherException_ShowsOnlyItsType()
    {
        HealthReportEntry entry = await CheckAsync(
            static (options, _) =>
            {
                options.Provider = "RunApi";
                options.ApiKeySource = new(static _ => throw new InvalidOperationException("https://vault/secret"));
            },
            []);

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.DoesNotContain("vault", entry.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckHealthAsync_FailureStatus_IsThatOfTheRegistration()
    {
        await using var server = FaultServer.Start(ServerScript.Json(500, "{}"));

        HealthReportEntry entry = await CheckAsync(
            static (options, servers) => Use(options, servers[0]), [server], failureStatus: HealthStatus.Degraded);

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.IsType<MiniMaxServerException>(entry.Exception);
    }

    [Fact]
    public async Task CheckHealthAsync_ResilienceOfTheClient_DoesNotApply()
    {
        await using var server = FaultServer.Start(ServerScript.Json(500, "{}"));
        using var limiter = new ConcurrencyLimiter(new() { PermitLimit = 1 });
        using RateLimitLease lease = limiter.AttemptAcquire();

        HealthReportEntry entry = await CheckAsync(
            (options, servers) =>
            {
                Use(options, servers[0]);
                options.Client = new() { Resilience = new() { MaxRetryAttempts = 9, RateLimiter = limiter } };
            },
            [server]);

        Assert.True(lease.IsAcquired);
        Assert.Equal((HealthStatus.Unhealthy, 1), (entry.Status, server.Requests.Count));
    }

    [Theory]
    [InlineData(200, 200, HealthStatus.Healthy)]
    [InlineData(200, 500, HealthStatus.Degraded)]
    [InlineData(500, 429, HealthStatus.Degraded)]
    [InlineData(500, 401, HealthStatus.Unhealthy)]
    public async Task CheckHealthAsync_SeveralProviders_CombinesTheirResults(int first, int second, HealthStatus expected)
    {
        await using var one = FaultServer.Start(ServerScript.Json(first, first == 200 ? Models : "{}"));
        await using var two = FaultServer.Start(ServerScript.Json(second, second == 200 ? Models : "{}"));

        HealthReportEntry entry = await CheckAsync(
            static (options, servers) => options.UseFailover(a => Use(a, servers[0]), b => Use(b, servers[1], "other")), [one, two]);

        Assert.Equal(expected, entry.Status);
        Assert.Equal(("own", "other"), (entry.Data["0:provider"], entry.Data["1:provider"]));
        Assert.Equal(first == 200 ? HealthStatus.Healthy : HealthStatus.Unhealthy, entry.Data["0:status"]);
        Assert.Equal((1, 1), (one.Requests.Count, two.Requests.Count));
        Assert.Equal(first == 200 && second == 200, entry.Exception is null);
    }

    [Fact]
    public async Task CheckHealthAsync_OneProviderStalls_IsDegradedAfterTheTimeout()
    {
        await using var stalled = FaultServer.Start(ServerScript.Empty.WaitForClientClose());
        await using var server = FaultServer.Start(ServerScript.Json(200, Models));

        HealthReportEntry entry = await CheckAsync(
            static (options, servers) => options.UseFailover(a => Use(a, servers[0]), b => Use(b, servers[1])),
            [stalled, server],
            timeout: TimeSpan.FromMilliseconds(200));

        Assert.Equal(
            (HealthStatus.Degraded, "own did not list its models in time. own lists 2 models."), (entry.Status, entry.Description));
    }

    [Fact]
    public async Task CheckHealthAsync_KeyedClient_IsChecked()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, Models));
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(new RecordingLoggerFactory()).AddLogging();
        services.AddMiniMaxClient("cheap", options => Use(options, server));
        services.AddHealthChecks().AddMiniMax("cheap models", "cheap").AddMiniMax();
        await using ServiceProvider provider = services.BuildServiceProvider();

        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(_token);

        Assert.Equal(HealthStatus.Healthy, report.Entries["cheap models"].Status);
        // No client without a key is registered.
        Assert.Equal(HealthStatus.Unhealthy, report.Entries["minimax"].Status);
        Assert.IsType<InvalidOperationException>(report.Entries["minimax"].Exception);
    }

    private static void Use(MiniMaxClientOptions options, FaultServer server, string name = "own")
    {
        options.UseOpenAICompatible(name, server.BaseAddress.ToString(), Key);
        options.Client = new() { Resilience = ResilienceOptions.None };
    }

    private async Task<HealthReportEntry> CheckAsync(
        Action<MiniMaxClientOptions, FaultServer[]> configure,
        FaultServer[] servers,
        Action<IServiceCollection>? change = null,
        HealthStatus? failureStatus = null,
        TimeSpan? timeout = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMiniMaxClient(options => configure(options, servers));
        services.AddHealthChecks().AddMiniMax(failureStatus: failureStatus, timeout: timeout);
        change?.Invoke(services);
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(_token);
        return Assert.Single(report.Entries).Value;
    }

    private sealed class OwnClient : IChatCompletionsClient
    {
        public Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
            ChatCompletionRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
