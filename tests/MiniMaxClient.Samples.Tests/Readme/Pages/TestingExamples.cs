#region usings
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient;
using MiniMaxClient.Testing;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using WireMock.Matchers;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
#endregion
using Microsoft.Extensions.Hosting;

namespace ReadmeCode.TestingPage;

/// <summary>The guide to testing.</summary>
internal sealed class TestingExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public static async Task Fake()
    {
        #region fake
        var client = Substitute.For<IChatCompletionsClient>();
        client.CompleteAsync(Arg.Any<ChatCompletionRequest>(), Arg.Any<CancellationToken>())
            .Returns(ChatCompletion.FromText("Hello, Ada!", reasoning: "A greeting."));

        Assert.Equal("Hello, Ada!", (await client.CompleteAsync("Greet Ada.", MiniMaxModels.M3_1_Flash)).Text);
        #endregion
    }

    public async Task FakeClientStreams()
    {
        #region use-fake-client
        var client = new FakeClient("Hello, ", "Ada!");

        ChatCompletion answer = await client.StreamAsync("Greet Ada.", MiniMaxModels.M3_1_Flash).ToCompletionAsync();
        Assert.Equal("Hello, Ada!", answer.Text);
        Assert.Equal(ChatMessage.User("Greet Ada."), client.Requests[0].Messages[0]);
        #endregion
        Assert.Equal("Hello, Ada!", (await client.CompleteAsync("Hi", MiniMaxModels.M2, cancellationToken)).Text);
        Assert.Equal(FinishReason.Stop, answer.FinishReason);
    }

    public async Task FakeInAContainer()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddMiniMaxClient(static o => o.Provider = "AimlApi");

        #region fake-in-container
        builder.Services.RemoveAll<IChatCompletionsClient>();
        builder.Services.AddSingleton<IChatCompletionsClient>(new FakeClient("Hello, ", "Ada!"));
        #endregion

        using IHost host = builder.Build();
        await host.StartAsync(cancellationToken);
        var client = host.Services.GetRequiredService<IChatCompletionsClient>();
        Assert.Equal("Hello, Ada!", (await client.CompleteAsync("Greet Ada.", MiniMaxModels.M3_1_Flash)).Text);
        await host.StopAsync(cancellationToken);
    }

    public async Task FakeThrows()
    {
        #region fake-exception
        var busy = Substitute.For<IChatCompletionsClient>();
        busy.CompleteAsync(Arg.Any<ChatCompletionRequest>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new MiniMaxRateLimitException("Slow down") { StatusCode = 429, RetryAfter = TimeSpan.FromSeconds(5) });
        #endregion
        MiniMaxRateLimitException e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(
            () => busy.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash, cancellationToken));
        Assert.Equal(TimeSpan.FromSeconds(5), e.RetryAfter);
        Assert.True(e.IsTransient);
    }

    public static async Task Emulator()
    {
        #region emulator
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync();
        emulator.Enqueue(Reply.Error(503, "Busy"), Reply.Text("Hi!", thinking: "A greeting."), Reply.Error(402, "No credits"));

        var adapter = new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi });
        using var client = new ChatCompletionsClient(adapter);

        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash);
        Assert.Equal("Hi!", answer.Text);
        Assert.Equal(2, answer.Call!.Attempts.Count);
        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash));
        Assert.Equal("minimax/minimax-m3.1-flash", emulator.Requests[0].Json.GetProperty("model").GetString());
        #endregion
    }

    public static async Task Responder()
    {
        #region responder
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new MiniMaxEmulatorOptions
        {
            // Func<RecordedRequest, Reply?>; null selects the generated response.
            Responder = request => request.Text.Contains("weather", StringComparison.Ordinal) ? Reply.Text("Snow.") : null,
        });
        #endregion
        var adapter = new RunApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.RunApi });
        using var client = new ChatCompletionsClient(adapter);
        Assert.Equal("Snow.", (await client.CompleteAsync("Which weather?", MiniMaxModels.M3)).Text);
        Assert.Contains("Hello", (await client.CompleteAsync("Hello", MiniMaxModels.M3)).Text, StringComparison.Ordinal);
    }

    public static async Task Limits()
    {
        #region keys-and-limits
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new MiniMaxEmulatorOptions
        {
            ApiKeys = ["second-key"],
            RateLimit = new EmulatorRateLimit { RequestsPerMinute = 200, TokensPerMinute = 10_000_000 },
        });
        emulator.SetKeyState(emulator.ApiKey, EmulatorKeyState.OutOfCredits);

        using var first = new ChatCompletionsClient(new MiniMaxAdapter(emulator.ApiKey, new() { BaseAddress = emulator.MiniMax }));
        using var second = new ChatCompletionsClient(new MiniMaxAdapter("second-key", new() { BaseAddress = emulator.MiniMax }));
        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => first.CompleteAsync("Hello", MiniMaxModels.M3));
        await second.CompleteAsync("Hello", MiniMaxModels.M3);
        Assert.Equal([0, 1], emulator.Requests.Select(request => request.KeyIndex));
        #endregion
    }

    public async Task Cassette()
    {
        #region record-cassette
        using (var http = new HttpClient(new CassetteRecorder("hello.cassette")))
        using (var recorded = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }), http))
            await recorded.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash);
        #endregion

        #region replay-cassette
        await using MiniMaxEmulator replay = await MiniMaxEmulator.ReplayAsync("hello.cassette");
        var adapter = new AimlApiAdapter("any-key", new() { BaseAddress = replay.AimlApi });
        using var client = new ChatCompletionsClient(adapter);

        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash);
        Assert.Contains("Hello", answer.Text, StringComparison.Ordinal);
        replay.Cassette.Verify();
        #endregion
        Assert.Single(emulator.Requests);
        File.Delete("hello.cassette");
    }

    public async Task RetryAfter()
    {
        #region time
        var clock = new FakeTimeProvider();
        var adapter = new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi });
        using var client = new ChatCompletionsClient(adapter, new() { TimeProvider = clock, Timeout = Timeout.InfiniteTimeSpan });
        emulator.Enqueue(Reply.Error(429, "Slow down").WithRetryAfter(TimeSpan.FromSeconds(5)), Reply.Text("Hi!"));

        Task<ChatCompletion> call = client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash);
        await emulator.WaitForRequestAsync();                           // the attempt that gets the 429
        Task<RecordedRequest> retry = emulator.WaitForRequestAsync();
        while (!retry.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();                                         // until the client has read the 429
        }

        Assert.Equal("Hi!", (await call).Text);
        Assert.True((await call).Call!.Attempts[1].Delay >= TimeSpan.FromSeconds(5));
        #endregion
    }

    public async Task TimeoutElapses()
    {
        #region timeout
        var clock = new FakeTimeProvider();
        var adapter = new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi });
        using var client = new ChatCompletionsClient(
            adapter, new() { TimeProvider = clock, Resilience = new() { MaxRetryAttempts = 0 } });
        emulator.Enqueue(Reply.Text("Hi!").Stall());

        Task<ChatCompletion> call = client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash);
        await emulator.WaitForRequestAsync();                           // the timeouts of the attempt are running
        clock.Advance(TimeSpan.FromMinutes(10));
        MiniMaxTimeoutException e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call);
        #endregion
        Assert.Equal(TimeoutKind.Total, e.Kind);
    }

    /// <summary>What the guide says about the addresses, the queue, and the events of a stream.</summary>
    public async Task Facts()
    {
        Assert.Equal(
            ["/minimax", "/aimlapi/v1", "/runapi/v1", "/modelslab/api/v7/llm", "/openai/v1", "/anthropic"],
            [
                emulator.MiniMax.AbsolutePath, emulator.AimlApi.AbsolutePath, emulator.RunApi.AbsolutePath,
                emulator.ModelsLab.AbsolutePath, emulator.OpenAICompatible.AbsolutePath, emulator.AnthropicCompatible.AbsolutePath,
            ]);
        // The client asks for the usage where the provider has the field.
        const string Usage = ""","stream_options":{"include_usage":true}""";
        (string Path, string Model, string Options, int Events)[] providers =
        [
            ("aimlapi/v1/chat/completions", "minimax/m2-7-20260402", Usage, 4),
            ("runapi/v1/chat/completions", "MiniMax-M2.7", Usage, 3),
            ("modelslab/api/v7/llm/chat/completions", "minimax-minimax-m2", "", 3),
            ("openai/v1/chat/completions", "MiniMax-M2.7", Usage, 3),
            ("anthropic/v1/messages", "MiniMax-M2.7", "", 7),
        ];
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", emulator.ApiKey);
        var counted = new List<string>();
        foreach ((string path, string model, string options, _) in providers)
        {
            emulator.Enqueue(Reply.Text("Hi!"));
            using var content = new StringContent(
                $$"""{"model":"{{model}}","max_tokens":99,"stream":true,"messages":[{"role":"user","content":"Hi"}]{{options}}}""",
                System.Text.Encoding.UTF8,
                "application/json");
            using HttpResponseMessage response =
                await http.PostAsync(new Uri(emulator.BaseAddress, path), content, cancellationToken);
            string body = await response.Content.ReadAsStringAsync(cancellationToken);
            int events = body.Split('\n').Count(static line => line.StartsWith("data:", StringComparison.Ordinal));
            counted.Add($"{path} {events}");
        }

        Assert.Equal(providers.Select(static one => $"{one.Path} {one.Events}"), counted);
    }

    public static async Task WireMock()
    {
        #region wiremock
        using WireMockServer server = WireMockServer.Start();
        server
            .Given(Request.Create().UsingPost().WithPath("/v1/chat/completions")
                .WithHeader("Authorization", "Bearer test-key")
                .WithBody(new JsonPartialMatcher("""{"model":"MiniMax-M3"}""")))
            .RespondWith(Response.Create().WithHeader("Content-Type", "application/json")
                .WithBody("""{"choices":[{"message":{"role":"assistant","content":"Hi!"},"finish_reason":"stop"}]}"""));

        var adapter = new RunApiAdapter("test-key", new() { BaseAddress = new Uri(server.Url + "/v1") });
        using var client = new ChatCompletionsClient(adapter);

        Assert.Equal("Hi!", (await client.CompleteAsync("Hello", MiniMaxModels.M3)).Text);
        Assert.Single(server.LogEntries);
        #endregion
    }
}

#region fake-client
internal sealed class FakeClient(params string[] chunks) : IChatCompletionsClient
{
    public List<ChatCompletionRequest> Requests { get; } = [];

    public Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
        StreamAsync(request, cancellationToken).ToCompletionAsync(cancellationToken);

    public async IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        foreach (string text in chunks)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return ChatCompletionChunk.FromText(text);
        }

        yield return new() { Choices = [new() { FinishReason = FinishReason.Stop }] };
    }
}
#endregion
