using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Security;

/// <summary>Tests that no failure shows the key in any output, however the server quotes it.</summary>
/// <remarks>
/// Each failure is sent to each adapter, non-streaming and streaming, to a client of its own and one of the container, three times
/// in a row, so that failures of the provider open the circuit breaker. The search is for the first 8 characters of the key,
/// ignoring case.
/// </remarks>
[Collection(nameof(RunsAlone))]
public sealed class KeyLeakTests : IDisposable
{
    private const string Key = SecretEchoFailure.Key;

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly OutputRecorder _sinks = new();

    public static TheoryData<string, string> Cases { get; } =
        [.. from kind in SecretEchoFailure.AllKinds from adapter in Adapters.AllNames select (kind, adapter)];

    public static TheoryData<string, string, string> SourceCases { get; } =
    [
        .. from kind in SecretEchoFailure.ServerKinds
           from source in new[]
           {
               "first of several", "second of several", "replaced key of a delegate", "replaced key of the configuration",
           }
           from adapter in new[] { "openai", "modelslab, key in the body" }
           select (kind, source, adapter),
    ];

    public static TheoryData<string> Answers { get; } = [.. Adapters.AllNames];

    public void Dispose() => _sinks.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Failure_OfAnyKind_NeverShowsTheKey(string kind, string adapter)
    {
        await using var server = FaultServer.Start((_, request) => SecretEchoFailure.CreateScript(kind, request, SampleResponse.ForProvider(adapter)));
        using LoopbackPort? refusing = kind == "refused" ? LoopbackPort.CreateRefusing() : null;
        await using TlsServer? untrusted = kind == "certificate" ? new("localhost", TimeProvider.System.GetUtcNow()) : null;
        Uri address = refusing?.Address ?? untrusted?.BaseAddress ?? server.BaseAddress;
        var options = new ChatCompletionsClientOptions
        {
            MaxEventBytes = 4096,
            EnableSensitiveData = true,
            LoggerFactory = _sinks,
            Resilience = new()
            {
                MaxRetryAttempts = 1,
                RetryDelay = TimeSpan.Zero,
                CircuitBreaker = new() { MinimumThroughput = 2, FailureRatio = 0.01 },
            },
        };
        using var direct = new ChatCompletionsClient(Adapters.ForAddress(address, adapter, Key), options);
        await using ServiceProvider services = Services(address, adapter, options);
        var injected = services.GetRequiredService<ChatCompletionsClient>();
        foreach (ChatCompletionsClient client in (ChatCompletionsClient[])[direct, injected])
        {
            for (int i = 0; i < 3; i++)
                await FailAsync(client, kind);
            Collect(client, client.Adapter);
        }

        Collect(options, services.GetRequiredService<IOptionsMonitor<MiniMaxClientOptions>>().CurrentValue);
        AssertNoKey();
        // The loggers of the HTTP client factory would show it.
        Assert.DoesNotContain(_sinks.Recorded, static one => one.Sink.Contains("log of System.Net.Http", StringComparison.Ordinal));
#if NET9_0_OR_GREATER
        // Earlier platforms have an activity without tags.
        AssertSeen("activity System.Net.Http", "POST");
#endif
        AssertSeen("metric http.client", "http");
        AssertSeen("activity MiniMaxClient", "chat ");
        AssertSeen("metric gen_ai.client.operation.duration", "error.type");
        AssertSeen("Warning log of MiniMaxClient", " failed after ");
        if (kind is "500 HTML" or "reset" or "refused")
        {
            AssertSeen("Warning log of MiniMaxClient", "retrying in");
            AssertSeen("InnerException", "BrokenCircuitException");
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Response_WithKeyInHeaders_NeverShowsTheKey(string adapter)
    {
        SampleResponse sample = SampleResponse.ForProvider(adapter);
        string[] headers = [$"x-request-id: {Key}", $"Set-Cookie: key={Key}", $"X-Key: {Key}"];
        await using var server = FaultServer.Start(
            ServerScript.Json(200, sample.Body, headers),
            ServerScript.StreamHead(Framing.Chunked, headers).Send(sample.Events).End());
        await using ServiceProvider services = Services(server.BaseAddress, adapter, new() { LoggerFactory = _sinks });
        var client = services.GetRequiredService<IChatCompletionsClient>();

        ChatCompletion plain = await client.CompleteAsync(Request, _token);
        ChatCompletion streamed = await client.StreamAsync(Request, _token).ToCompletionAsync(_token);

        Assert.Equal([Key], plain.Call!.Headers!.GetValues("X-Key"));
        Collect(plain, streamed, plain.Call, streamed.Call!, plain.Call.Attempts, Request, Request.Options!);
        AssertNoKey();
    }

    [Theory]
    [MemberData(nameof(SourceCases))]
    public async Task Failure_OneOfSeveralKeysIsQuoted_NeverShowsIt(string kind, string source, string adapter)
    {
        const string OtherKey = "Uu3Pw7Xe1Ar9Ns5Ql8Dk2Vj6Hm4Tc0Gb";
        await using var server = FaultServer.Start((_, request) => SecretEchoFailure.CreateScript(kind, request, SampleResponse.ForProvider(adapter)));
        string current = Key;
        ApiKeySource keys = source switch
        {
            "first of several" => new(Key, OtherKey),
            "second of several" => new(OtherKey, Key),
            "replaced key of a delegate" => new(_ => new(current)),
            _ => new(() => [current]),
        };
        var options = new ChatCompletionsClientOptions
        {
            MaxEventBytes = 4096, EnableSensitiveData = true, LoggerFactory = _sinks, Resilience = new() { MaxRetryAttempts = 1, RetryDelay = TimeSpan.Zero },
        };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, adapter, keys), options);

        await FailAsync(client, kind);
        current = OtherKey;
        await FailAsync(client, kind);

        Collect(client, client.Adapter, options, keys);
        AssertNoKey();
        AssertSeen("Warning log of MiniMaxClient", " failed after ");
    }

    [Fact]
    public void Options_WithTheKey_DoNotShowIt()
    {
        var options = new MiniMaxClientOptions();
        options.UseFailover(a => a.UseAimlApi(Key), b => b.UseModelsLab(Key));
        Collect(
            options,
            options.CreateFailoverProviders()[0],
            new ProviderAdapterOptions(),
            new ModelsLabAdapterOptions(),
            Adapters.ForAddress(new("https://localhost/"), "openai", Key).WriteModelListRequest().ToString());
        AssertNoKey();
    }

    private static ChatCompletionRequest Request { get; } = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
        Options = new() { ClientRequestId = "mine-1", Headers = new Dictionary<string, string> { ["X-Mine"] = "1" } },
    };

    private async Task FailAsync(ChatCompletionsClient client, string kind)
    {
        // A server without a response takes as long as the timeout, which is short.
        ChatCompletionRequest request = kind == "timeout"
            ? Request with { Options = Request.Options! with { Timeout = TimeSpan.FromMilliseconds(30) } }
            : Request;
        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.CompleteAsync(request, _token),
                () => client.StreamAsync(request, _token).ToCompletionAsync(_token),
            ])
        {
            Collect(await Assert.ThrowsAnyAsync<MiniMaxException>(call));
        }
    }

    private void Collect(params object[] values)
    {
        foreach ((string sink, string text) in values.SelectMany(VisibleText.Enumerate))
            _sinks.Record(sink, text);
    }

    private void AssertNoKey()
    {
        string[] leaks =
        [
            .. _sinks.Recorded.Where(static one => one.Text.Contains(Key[..8], StringComparison.OrdinalIgnoreCase))
                .Select(static one => $"{one.Sink}: {one.Text}"),
        ];
        Assert.True(leaks.Length == 0, string.Join(Environment.NewLine, leaks.Take(20)));
    }

    private void AssertSeen(string sink, string text) => Assert.Contains(
        _sinks.Recorded,
        one => one.Sink.Contains(sink, StringComparison.Ordinal) && one.Text.Contains(text, StringComparison.Ordinal));

    private ServiceProvider Services(Uri address, string adapter, ChatCompletionsClientOptions client)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_sinks));
        services.AddMiniMaxClient(options => Set(options, address, adapter, client));
        return services.BuildServiceProvider();
    }

    private static void Set(MiniMaxClientOptions options, Uri address, string adapter, ChatCompletionsClientOptions client)
    {
        options.Provider = adapter switch
        {
            "aimlapi" => "AimlApi",
            "runapi" or "runapi, messages" => "RunApi",
            "openai" => "OpenAICompatible",
            "anthropic" => "AnthropicCompatible",
            "minimax" or "minimax, messages" => "MiniMax",
            "modelslab" or "modelslab, messages" or "modelslab, key in the body" => "ModelsLab",
            _ => throw new ArgumentOutOfRangeException(nameof(adapter), adapter, "No such provider."),
        };
        options.ApiKey = Key;
        options.BaseAddress = address.ToString();
        options.KeyInBody = adapter.EndsWith("body", StringComparison.Ordinal);
        options.UseMessages = adapter.EndsWith("messages", StringComparison.Ordinal);
        options.Client = client;
    }
}
