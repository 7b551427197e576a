using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;
using ChatMessage = MiniMaxClient.ChatMessage;

namespace MiniMaxClient.Tests.DependencyInjection;

/// <remarks>The tests do not run in parallel, because some set environment variables of the process.</remarks>
[Collection(nameof(MiniMaxClientServiceCollectionExtensionsTests))]
[CollectionDefinition(nameof(MiniMaxClientServiceCollectionExtensionsTests), DisableParallelization = true)]
public sealed class MiniMaxClientServiceCollectionExtensionsTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() =>
        _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunToolsAsync_NoOptions_UsesLoggerAndServicesOfTheContainer(bool failsOver)
    {
        using var log = new RecordingLoggerFactory();
        _emulator.Enqueue(Reply.ToolCall("greet", "{}").WithToolCall("fail", "{}"), Reply.Text("Done."));
        using ServiceProvider services = Services(services => services
            .AddSingleton<ILoggerFactory>(log)
            .AddSingleton("Hello from the container.")
            .AddMiniMaxClient(options =>
            {
                if (failsOver)
                    options.UseFailover(UseEmulator, UseEmulator);
                else
                    UseEmulator(options);
            }));
        var client = services.GetRequiredService<IChatCompletionsClient>();
        AIFunction greet = AIFunctionFactory.Create((IServiceProvider own) => own.GetRequiredService<string>(), "greet");
        AIFunction fail = AIFunctionFactory.Create((Action)(static () => throw new InvalidOperationException("x")), "fail");

        ToolRunResult run = await client.RunToolsAsync(
            new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Go.")] }, [greet, fail], null, TestTimeouts.Token);

        Assert.Equal("Hello from the container.", run.Steps[0].Calls[0].Message.Content.Text);
        Assert.Contains("Warning: The tool fail failed; the model receives the error.", log.Messages);

        void UseEmulator(MiniMaxClientOptions options) => options.UseAimlApi(_emulator.ApiKey, _emulator.AimlApi.ToString());
    }

    [Fact]
    public async Task AddMiniMaxClient_Configuration_AppliesEverySetting()
    {
        using ServiceProvider services = Services(services => services.AddMiniMaxClient(Section(new()
        {
            ["Provider"] = "modelslab",
            ["ApiKey"] = _emulator.ApiKey,
            ["BaseAddress"] = _emulator.ModelsLab.ToString(),
            ["KeyInBody"] = "true",
            ["DefaultMaxTokens"] = "777",
            ["Timeout"] = "00:01:00",
            ["UnsupportedFields"] = "Drop",
            ["LateSystemMessages"] = "moveToFront",
            ["UnsupportedContents"] = "drop",
            ["MaxResponseBytes"] = "100000",
            ["MaxEventBytes"] = "2000",
            ["AllowInsecureHttp"] = "false",
        })));
        var client = services.GetRequiredService<IChatCompletionsClient>();

        ChatCompletion completion = await client.CompleteAsync(
            new()
            {
                Model = MiniMaxModels.M2,
                Messages = [ChatMessage.User("Hi"), ChatMessage.System("Be terse.")],
                ReasoningEffort = ReasoningEffort.Low,
            },
            TestTimeouts.Token);

        Assert.Equal("modelslab", completion.Call!.Provider);
        RecordedRequest sent = Assert.Single(_emulator.Requests);
        Assert.Equal(777, sent.Json.GetProperty("max_tokens").GetInt32());
        Assert.True(sent.Json.TryGetProperty("key", out _));
        Assert.False(sent.Json.TryGetProperty("reasoning_effort", out _));
        Assert.Equal("Be terse.", sent.Json.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Same(client, services.GetRequiredService<ChatCompletionsClient>());
    }

    [Fact]
    public async Task AddMiniMaxClient_SeveralKeys_EachHasItsProvider()
    {
        using ServiceProvider services = Services(services =>
        {
            services.AddMiniMaxClient(o => o.UseAimlApi(_emulator.ApiKey, _emulator.AimlApi.ToString()));
            services.AddMiniMaxClient("cheap", o => o.UseRunApi(_emulator.ApiKey, _emulator.RunApi.ToString()));
            services.AddMiniMaxClient("own", o =>
                o.UseOpenAICompatible("house", _emulator.OpenAICompatible.ToString(), _emulator.ApiKey));
            services.AddMiniMaxClient("section", Section(new()
            {
                ["Provider"] = "ModelsLab", ["ApiKey"] = _emulator.ApiKey, ["BaseAddress"] = _emulator.ModelsLab.ToString(),
            }));
            services.AddMiniMaxClient("adapter", o => o.UseAdapter(Adapters.ForEmulator(_emulator, "openai")));
        });

        foreach ((string? key, string provider) in ((string?, string)[])
            [(null, "aimlapi"), ("cheap", "runapi"), ("own", "house"), ("section", "modelslab"), ("adapter", "openai")])
        {
            var client = key is null
                ? services.GetRequiredService<IChatCompletionsClient>()
                : services.GetRequiredKeyedService<IChatCompletionsClient>(key);
            ChatCompletion completion = await client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token)
                .ToCompletionAsync(TestTimeouts.Token);
            Assert.Equal(provider, completion.Call!.Provider);
        }
    }

    [Theory]
    [InlineData("AimlApi", AimlApiAdapter.ApiKeyEnvironmentVariable)]
    [InlineData("RunApi", RunApiAdapter.ApiKeyEnvironmentVariable)]
    [InlineData("RunApi", RunApiAdapter.AlternativeApiKeyEnvironmentVariable)]
    [InlineData("ModelsLab", ModelsLabAdapter.ApiKeyEnvironmentVariable)]
    [InlineData("MiniMax", MiniMaxAdapter.ApiKeyEnvironmentVariable)]
    public async Task AddMiniMaxClient_NoApiKey_UsesEnvironmentVariable(string provider, string variable)
    {
        string? before = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, _emulator.ApiKey);
        try
        {
            Uri address = provider switch
            {
                "AimlApi" => _emulator.AimlApi,
                "RunApi" => _emulator.RunApi,
                "MiniMax" => _emulator.MiniMax,
                _ => _emulator.ModelsLab,
            };
            using var log = new RecordingLoggerFactory();
            using ServiceProvider services = Services(services => services.AddSingleton<ILoggerFactory>(log).AddMiniMaxClient(
                Section(new() { ["Provider"] = provider, ["BaseAddress"] = address.ToString() })));
            await services.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token);
            Assert.True(Assert.Single(_emulator.Requests).HasValidKey);
            Assert.Contains(
                $"Information: {provider.ToLowerInvariant()}: the API key is that of the environment variable {variable}.", log.Messages);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }
    }

    [Fact]
    public async Task AddMiniMaxClient_BothVariablesOfRunApi_UsesTheNameOfItsSdks()
    {
        string? first = Environment.GetEnvironmentVariable(RunApiAdapter.ApiKeyEnvironmentVariable);
        string? second = Environment.GetEnvironmentVariable(RunApiAdapter.AlternativeApiKeyEnvironmentVariable);
        Environment.SetEnvironmentVariable(RunApiAdapter.ApiKeyEnvironmentVariable, _emulator.ApiKey);
        Environment.SetEnvironmentVariable(RunApiAdapter.AlternativeApiKeyEnvironmentVariable, "another-key");
        try
        {
            using ServiceProvider services = Services(services => services.AddMiniMaxClient(
                Section(new() { ["Provider"] = "RunApi", ["BaseAddress"] = _emulator.RunApi.ToString() })));
            await services.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token);
            Assert.True(Assert.Single(_emulator.Requests).HasValidKey);
        }
        finally
        {
            Environment.SetEnvironmentVariable(RunApiAdapter.ApiKeyEnvironmentVariable, first);
            Environment.SetEnvironmentVariable(RunApiAdapter.AlternativeApiKeyEnvironmentVariable, second);
        }
    }

    [Fact]
    public async Task StartAsync_InvalidSettings_ReportsEveryProblemInOneMessage()
    {
        string? before = Environment.GetEnvironmentVariable(RunApiAdapter.ApiKeyEnvironmentVariable);
        Environment.SetEnvironmentVariable(RunApiAdapter.ApiKeyEnvironmentVariable, null);
        try
        {
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Services.AddMiniMaxClient("cheap", Section(new()
            {
                ["Provider"] = "RunApi",
                ["ApiKy"] = "misspelt",
                ["Timeout"] = "soon",
                ["MaxEventBytes"] = "12",
                ["UnsupportedFields"] = "7",
                ["LateSystemMessages"] = "Drop",
                ["UnsupportedContents"] = "1",
                ["BaseAddress"] = "nowhere",
                ["KeyInBody"] = "true",
                ["DefaultMaxTokens"] = "0",
            }));
            using IHost host = builder.Build();

            var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestTimeouts.Token));

            Assert.Equal(
                "Invalid configuration of the MiniMax client 'cheap': ApiKy is not a known setting. "
                + "LateSystemMessages is 'Drop'; it must be Throw, MoveToFront or SendAsUser. "
                + "Timeout is 'soon'; it must be a duration such as 00:10:00. "
                + "UnsupportedContents is '1'; it must be Throw or Drop. UnsupportedFields is '7'; it must be Throw or Drop. "
                + "MaxEventBytes is 12; it must be 1024 to 1073741824. "
                + "The text is not an absolute address such as https://host/v1. "
                + "ApiKey is missing; set it, or the environment variable RUNAPI_API_KEY or RUNAPI_KEY. "
                + "KeyInBody is a setting of ModelsLab only. DefaultMaxTokens is 0; it must be at least 1.",
                e.Message);
        }
        finally
        {
            Environment.SetEnvironmentVariable(RunApiAdapter.ApiKeyEnvironmentVariable, before);
        }
    }

    [Theory]
    [InlineData(null, "key-1", null, "Provider is missing; it must be AimlApi, RunApi, ModelsLab, MiniMax, OpenAICompatible or AnthropicCompatible.")]
    [InlineData("OpenAI", "key-1", null, "Provider is 'OpenAI'; it must be AimlApi, RunApi, ModelsLab, MiniMax, OpenAICompatible or AnthropicCompatible.")]
    [InlineData("OpenAICompatible", "key-1", null, "BaseAddress is missing; OpenAICompatible requires it.")]
    [InlineData("AimlApi", "key-1", "nowhere", "The text is not an absolute address such as https://host/v1.")]
    [InlineData("AimlApi", "key-1", "http://host", "which is not encrypted")]
    [InlineData("AimlApi", "key 1", null, "The API key contains white space, a line break or a character outside ASCII.")]
    public async Task StartAsync_InvalidProvider_ReportsReason(string? provider, string? key, string? address, string problem)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMiniMaxClient(Section(new() { ["Provider"] = provider, ["ApiKey"] = key, ["BaseAddress"] = address }));
        using IHost host = builder.Build();
        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestTimeouts.Token));
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        if (key is not null)
            Assert.DoesNotContain(key, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddMiniMaxClient_LoggerAndTimeProvider_AreThoseOfTheContainer()
    {
        var log = new RecordingLoggerFactory();
        var clock = new FakeTimeProvider();
        _emulator.Enqueue(Reply.Text("never").Stall());
        using ServiceProvider services = Services(services =>
        {
            services.AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(log);
            services.AddSingleton<TimeProvider>(clock);
            services.AddMiniMaxClient(o =>
            {
                o.UseAimlApi(_emulator.ApiKey, _emulator.AimlApi.ToString());
                o.Client = new() { UnsupportedFields = UnsupportedFieldHandling.Drop, Timeout = TimeSpan.FromSeconds(5) };
            });
        });
        var client = services.GetRequiredService<IChatCompletionsClient>();
        Task<ChatCompletion> call = client.CompleteAsync(
            new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")], Stop = ["END"] }, TestTimeouts.Token);
        await _emulator.WaitForRequestAsync(TestTimeouts.Token);

        clock.Advance(TimeSpan.FromSeconds(5));

        await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call);
        Assert.Contains(log.Messages, static message => message.Contains("does not support the field stop", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Messages, message => message.Contains(_emulator.ApiKey, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ApiKey")]
    [InlineData("ApiKeys:0")]
    [InlineData("Providers:1:ApiKey")]
    public async Task AddMiniMaxClient_ReloadedConfiguration_SendsTheNewKeyWithTheNextAttempt(string path)
    {
        await using FaultServer server = FaultServer.Start(
            ServerScript.Json(200, SampleResponse.OpenAI.Body),
            ServerScript.Json(503, "{}"),
            ServerScript.Json(200, SampleResponse.OpenAI.Body));
        string prefix = path.StartsWith("Providers", StringComparison.Ordinal) ? "Providers:1:" : "";
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [prefix + "Provider"] = "OpenAICompatible",
            [prefix + "BaseAddress"] = server.BaseAddress.ToString(),
            ["Resilience:RetryDelay"] = "00:00:00",
            [path] = "old-key",
        }).Build();
        await using ServiceProvider services = Services(s => s.AddMiniMaxClient(configuration));
        var client = services.GetRequiredService<IChatCompletionsClient>();

        await client.CompleteAsync("Hi", "m", TestTimeouts.Token);
        configuration[path] = "new-key";
        await client.CompleteAsync("Hi", "m", TestTimeouts.Token);
        configuration[path] = "";
        var e = await Assert.ThrowsAsync<MiniMaxAuthenticationException>(
            () => client.CompleteAsync("Hi", "m", TestTimeouts.Token));

        Assert.Equal(
            ["Bearer old-key", "Bearer new-key", "Bearer new-key"],
            server.Requests.Select(static request => request.Headers["Authorization"]));
        Assert.Contains("no API key", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddMiniMaxClient_ReloadedBeforeTheClientIsResolved_SendsTheNewKey()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "OpenAICompatible", ["BaseAddress"] = server.BaseAddress.ToString(), ["ApiKey"] = "old-key",
        }).Build();
        await using ServiceProvider services = Services(s => s.AddMiniMaxClient(configuration));
        Assert.Equal("old-key", services.GetRequiredService<IOptionsMonitor<MiniMaxClientOptions>>().CurrentValue.ApiKey);
        configuration["ApiKey"] = "new-key";

        await services.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", "m", TestTimeouts.Token);

        Assert.Equal("Bearer new-key", server.Requests[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task AddMiniMaxClient_KeyOfCodeAfterTheConfiguration_IsNotReplaced()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Provider"] = "OpenAICompatible", ["BaseAddress"] = server.BaseAddress.ToString(), ["ApiKey"] = "configured-key",
        }).Build();
        await using ServiceProvider services = Services(s =>
        {
            s.AddMiniMaxClient(configuration);
            s.Configure<MiniMaxClientOptions>(static o => o.ApiKey = "key-of-code");
        });
        var client = services.GetRequiredService<IChatCompletionsClient>();
        configuration["ApiKey"] = "new-key";

        await client.CompleteAsync("Hi", "m", TestTimeouts.Token);

        Assert.Equal("Bearer key-of-code", server.Requests[0].Headers["Authorization"]);
    }

    [Fact]
    public void AddMiniMaxClient_Name_ReturnsBuilderOfItsHttpClient()
    {
        var services = new ServiceCollection();
        IHttpClientBuilder builder = services.AddMiniMaxClient("cheap", o => o.UseRunApi("key-1"));
        Assert.Equal("MiniMaxClient:cheap", builder.Name);
    }

    private static ServiceProvider Services(Action<IServiceCollection> add)
    {
        var services = new ServiceCollection();
        add(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static IConfigurationSection Section(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(static setting => "MiniMax:" + setting.Key, static setting => setting.Value))
            .Build()
            .GetSection("MiniMax");
}
