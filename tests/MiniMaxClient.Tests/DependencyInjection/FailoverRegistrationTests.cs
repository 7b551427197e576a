using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.DependencyInjection;

/// <summary>Registration of several providers with failover.</summary>
public sealed class FailoverRegistrationTests : IAsyncLifetime
{
    private const string Key = "zz-very-secret-0123456789";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(new() { ApiKey = Key }, _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Providers_Configuration_FailOverWithSettingsOfTheSection()
    {
        // The second provider overrides a setting of the section.
        using ServiceProvider services = Services(services => services.AddMiniMaxClient(Section($$"""
            {
              "Failover": { "CoolDown": "00:00:20" },
              "Providers": [
                { "Provider": "AimlApi", "ApiKey": "{{Key}}", "BaseAddress": "{{_emulator.AimlApi}}" },
                {
                  "Provider": "RunApi", "ApiKey": "{{Key}}", "BaseAddress": "{{_emulator.RunApi}}",
                  "Resilience": { "MaxRetryAttempts": 1 }
                }
              ],
              "Resilience": { "MaxRetryAttempts": 0, "RetryDelay": "00:00:00" },
              "UnsupportedFields": "Drop"
            }
            """)));
        var client = services.GetRequiredService<IChatCompletionsClient>();
        _emulator.Enqueue(Reply.Error(500, "Down."), Reply.Error(500, "Down."), Reply.Text("Hi"));

        ChatCompletion completion = await client.CompleteAsync(EmulatedClient.CreateRequest() with { Stop = ["END"] }, _token);

        Assert.IsType<FailoverChatCompletionsClient>(client);
        Assert.Equal(
            [("aimlapi", 500), ("runapi", 500), ("runapi", 200)],
            completion.Call!.Attempts.Select(static attempt => (attempt.Provider, attempt.StatusCode ?? 0)));
        Assert.Same(client, services.GetRequiredService<IChatCompletionsClient>());
        Assert.All(_emulator.Requests, static request => Assert.True(request.HasValidKey));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Container_Disposed_DisposesClientAndProviders(bool isUsedBefore)
    {
        ServiceProvider services = Services(services => services.AddMiniMaxClient(Section($$"""
            {
              "Providers": [
                { "Provider": "AimlApi", "ApiKey": "{{Key}}", "BaseAddress": "{{_emulator.AimlApi}}" },
                { "Provider": "RunApi", "ApiKey": "{{Key}}", "BaseAddress": "{{_emulator.RunApi}}" }
              ]
            }
            """)));
        var client = (FailoverChatCompletionsClient)services.GetRequiredService<IChatCompletionsClient>();
        if (isUsedBefore)
            await client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task moving = chunks.MoveNextAsync().AsTask();

        await services.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => moving.WaitAsync(_token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => client.Clients[0].CompleteAsync(EmulatedClient.CreateRequest(), _token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Container_Disposed_DoesNotDisposeObjectsOfTheApplication(bool isKeyed)
    {
        var adapter = new DisposableAdapter(_emulator.OpenAICompatible);
        using var limiter = new System.Threading.RateLimiting.ConcurrencyLimiter(new() { PermitLimit = 1 });
        using var registered = new ChatCompletionsClient(adapter);
        void Configure(MiniMaxClientOptions options)
        {
            options.Client = options.Client with { Resilience = options.Client.Resilience with { RateLimiter = limiter } };
            options.UseFailover(a => a.UseAdapter(adapter), b => b.UseRunApi(Key, _emulator.RunApi.ToString()));
        }

        ServiceProvider services = Services(services =>
        {
            if (isKeyed)
                services.AddMiniMaxClient("cheap", Configure);
            else
                services.AddMiniMaxClient(Configure);
            services.AddSingleton<IChatCompletionsClient>(registered);
        });
        IChatCompletionsClient[] made = isKeyed
            ? [services.GetRequiredKeyedService<IChatCompletionsClient>("cheap")]
            : [.. services.GetServices<IChatCompletionsClient>().Where(client => client != registered)];
        var client = (FailoverChatCompletionsClient)Assert.Single(made);
        await client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        await services.DisposeAsync();

        Assert.Equal(2, client.Clients.Count);
        foreach (IChatCompletionsClient disposed in client.Clients.Prepend(client))
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(
                () => disposed.CompleteAsync(EmulatedClient.CreateRequest(), _token));
        }

        Assert.False(adapter.IsDisposed);
        Assert.Equal(1, limiter.GetStatistics()!.CurrentAvailablePermits);
        await registered.CompleteAsync(EmulatedClient.CreateRequest(), _token);
    }

    [Fact]
    public void FailoverAndResilience_Configuration_AreRead()
    {
        MiniMaxClientOptions options = Options("""
            {
              "Provider": "RunApi", "ApiKey": "key-1",
              "ConnectTimeout": "00:00:01", "HeadersTimeout": "00:00:02", "FirstTokenTimeout": "00:00:03", "IdleTimeout": "00:00:04",
              "MaxStreamBytes": "5000000000", "MaxDepth": "9", "MaxToolCalls": "7",
              "Failover": { "Timeout": "-00:00:00.001", "CoolDown": "00:00:20", "HedgeAfter": "00:00:02" },
              "Resilience": {
                "MaxRetryAttempts": 4, "RetryDelay": "00:00:01", "MaxRetryDelay": "00:00:09", "MaxRetryAfter": "00:01:00",
                "MaxConcurrentRequests": 3, "QueueLimit": 0,
                "CircuitBreaker": {
                  "Enabled": true, "FailureRatio": 0.25, "MinimumThroughput": 5,
                  "SamplingDuration": "00:00:10", "BreakDuration": "00:00:40"
                }
              }
            }
            """);

        Assert.Equal(
            new FailoverOptions
            {
                Timeout = Timeout.InfiniteTimeSpan,
                CoolDown = TimeSpan.FromSeconds(20),
                HedgeAfter = TimeSpan.FromSeconds(2),
            },
            options.Failover);
        Assert.Equal(
            new ResilienceOptions
            {
                MaxRetryAttempts = 4,
                RetryDelay = TimeSpan.FromSeconds(1),
                MaxRetryDelay = TimeSpan.FromSeconds(9),
                MaxRetryAfter = TimeSpan.FromMinutes(1),
                MaxConcurrentRequests = 3,
                QueueLimit = 0,
                CircuitBreaker = new()
                {
                    FailureRatio = 0.25,
                    MinimumThroughput = 5,
                    SamplingDuration = TimeSpan.FromSeconds(10),
                    BreakDuration = TimeSpan.FromSeconds(40),
                },
            },
            options.Client.Resilience);
        Assert.Equal(
            [1, 2, 3, 4],
            ((TimeSpan[])
                [
                    options.Client.ConnectTimeout, options.Client.HeadersTimeout, options.Client.FirstTokenTimeout,
                    options.Client.IdleTimeout,
                ]).Select(static limit => limit.TotalSeconds));
        Assert.Equal(
            (5_000_000_000, 9, 7), (options.Client.MaxStreamBytes, options.Client.MaxDepth, options.Client.MaxToolCalls));
    }

    [Theory]
    [InlineData("""{ "Enabled": false }""", null)]
    [InlineData("""{ "Enabled": false, "FailureRatio": 0.25, "BreakDuration": "00:00:40" }""", null)]
    [InlineData("""{ "BreakDuration": "00:00:40" }""", 40)]
    public void CircuitBreaker_Configuration_IsEnabledUnlessDisabled(string section, int? seconds)
    {
        MiniMaxClientOptions options = Options($$"""
            { "Provider": "RunApi", "ApiKey": "key-1", "Resilience": { "CircuitBreaker": {{section}} } }
            """);
        Assert.Equal(seconds, options.Client.Resilience.CircuitBreaker?.BreakDuration.TotalSeconds);
    }

    [Fact]
    public void CircuitBreaker_DisabledForAllAndEnabledForOne_HasSettingsOfThatProvider()
    {
        MiniMaxClientOptions options = Options("""
            {
              "Resilience": { "CircuitBreaker": { "Enabled": false } },
              "Providers": [
                { "Provider": "AimlApi", "ApiKey": "key-1" },
                {
                  "Provider": "RunApi", "ApiKey": "key-1",
                  "Resilience": { "CircuitBreaker": { "BreakDuration": "00:00:40", "Enabled": true } }
                }
              ]
            }
            """);
        Assert.Equal(
            [null, 40], options.CreateFailoverProviders().Select(static provider => provider.Client.Resilience.CircuitBreaker?.BreakDuration.TotalSeconds));
    }

    [Fact]
    public async Task UseFailover_InCode_AppliesTheOptions()
    {
        using ServiceProvider services = Services(services =>
        {
            services.AddMiniMaxClient("pair", o =>
            {
                o.Client = new() { Resilience = ResilienceOptions.None };
                o.UseFailover(
                    a => a.UseAimlApi(Key, _emulator.AimlApi.ToString()),
                    b => b.UseAdapter(Adapters.ForEmulator(_emulator, "runapi")));
            });
            services.AddMiniMaxClient(o => o.UseRunApi(Key, _emulator.RunApi.ToString()));
        });
        _emulator.Enqueue(Reply.Error(500, "Down."));

        ChatCompletion completion = await services.GetRequiredKeyedService<IChatCompletionsClient>("pair")
            .CompleteAsync(EmulatedClient.CreateRequest(), _token);

        Assert.Equal(["aimlapi", "runapi"], completion.Call!.Attempts.Select(static attempt => attempt.Provider));
        Assert.IsType<ChatCompletionsClient>(services.GetRequiredService<IChatCompletionsClient>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("pair")]
    public void ChatCompletionsClient_SeveralProviders_ThrowsInvalidOperationException(string? key)
    {
        Action<MiniMaxClientOptions> configure = static o => o.UseFailover(static a => a.UseAimlApi("key-1"), static b => b.UseRunApi("key-2"));
        using ServiceProvider services = Services(services => _ = key is null
            ? services.AddMiniMaxClient(configure)
            : services.AddMiniMaxClient(key, configure));

        var e = Assert.Throws<InvalidOperationException>(() => key is null
            ? services.GetRequiredService<ChatCompletionsClient>()
            : services.GetRequiredKeyedService<ChatCompletionsClient>(key));

        Assert.Equal("The configuration has several providers; resolve IChatCompletionsClient, which fails over between them.", e.Message);
    }

    [Fact]
    public async Task Container_SeveralProviders_ShareSpendLimitPricesTimeProviderAndLogger()
    {
        var clock = new FakeTimeProvider();
        var log = new RecordingLoggerFactory();
        var prices = new ModelPrices();
        var limit = new SpendLimit(3m, Timeout.InfiniteTimeSpan, clock);
        prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        using ServiceProvider services = Services(services =>
        {
            services.AddSingleton(limit).AddSingleton(prices).AddSingleton<TimeProvider>(clock).AddSingleton<ILoggerFactory>(log);
            services.AddMiniMaxClient(o =>
            {
                o.Client = new() { Resilience = ResilienceOptions.None };
                o.UseFailover(
                    a => a.UseOpenAICompatible("house", _emulator.OpenAICompatible.ToString(), Key),
                    b => b.UseRunApi(Key, _emulator.RunApi.ToString()));
            });
        });
        var client = services.GetRequiredService<IChatCompletionsClient>();
        Reply dollar = Reply.Text("Hi").WithUsage(1, 1);
        _emulator.Enqueue(dollar, Reply.Error(402, "Pay."), dollar, dollar);

        // The first provider succeeds, fails, and succeeds again after its cooldown on the container's clock.
        await client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        await client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        clock.Advance(TimeSpan.FromSeconds(30));
        await client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        Assert.Equal(
            ["OpenAICompatible", "OpenAICompatible", "RunApi", "OpenAICompatible"],
            _emulator.Requests.Select(static request => request.Provider));
        Assert.Equal(3m, limit.Spent);
        await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
        Assert.Contains(log.Messages, static message => message.Contains("failing over to runapi", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Messages, static message => message.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task HedgeAfter_Configuration_StartsHedgedRequest()
    {
        var clock = new ManualClock();
        using ServiceProvider services = Services(services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.AddMiniMaxClient("pair", Section($$"""
                {
                  "Failover": { "HedgeAfter": "00:00:02" },
                  "Providers": [
                    { "Provider": "AimlApi", "ApiKey": "{{Key}}", "BaseAddress": "{{_emulator.AimlApi}}" },
                    { "Provider": "RunApi", "ApiKey": "{{Key}}", "BaseAddress": "{{_emulator.RunApi}}" }
                  ]
                }
                """));
        });
        _emulator.Enqueue(Reply.Text("late").Stall(), Reply.Text("Hi"));
        Task timer = clock.WhenTimerStarts(TimeSpan.FromSeconds(2));
        Task<ChatCompletion> call = services.GetRequiredKeyedService<IChatCompletionsClient>("pair")
            .CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), _token);
        await _emulator.WaitForRequestAsync(_token);
        await timer.WaitAsync(_token);

        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("Hi", (await call.WaitAsync(_token)).Text);
    }

    internal static ServiceProvider Services(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        add(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    internal static IConfiguration Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    /// <summary>Binds the options of a section.</summary>
    /// <exception cref="OptionsValidationException">The options are invalid.</exception>
    internal static MiniMaxClientOptions Options(string json)
    {
        using ServiceProvider services = Services(services => services.AddMiniMaxClient(Section(json)));
        return services.GetRequiredService<IOptionsMonitor<MiniMaxClientOptions>>().CurrentValue;
    }

    private sealed class DisposableAdapter(Uri endpoint) : OpenAICompatibleAdapter("own", endpoint, Key), IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
