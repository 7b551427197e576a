#region usings
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient;
using MiniMaxClient.Testing;
using static Microsoft.Extensions.AI.ChatClientExtensions;
using AIFunction = Microsoft.Extensions.AI.AIFunction;
using AIFunctionFactory = Microsoft.Extensions.AI.AIFunctionFactory;
using ChatResponse = Microsoft.Extensions.AI.ChatResponse;
using IChatClient = Microsoft.Extensions.AI.IChatClient;
#endregion
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using NSubstitute;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using WireMock.Matchers;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

// Not below MiniMaxClient, so that the code has no more in scope than a user's.
namespace ReadmeCode;

/// <summary>The code of the README, each block a region; it differs from the README only in the address of the emulator.</summary>
internal sealed class Ladder(MiniMaxEmulator emulator, TextWriter console, CancellationToken cancellationToken)
{
    private readonly string apiKey = emulator.ApiKey;

    private readonly TextWriter Console = console;

    public async Task OneCall()
    {
        #region one-call
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash);
        Console.WriteLine(answer.Text);         // the visible text
        Console.WriteLine(answer.Reasoning);    // the reasoning
        #endregion
    }

    public async Task Request()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));

        #region request
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M2_1,         // canonical; the adapter sends the provider's own id
            Messages = [ChatMessage.System("Be terse."), ChatMessage.User("Hi")],
            MaxTokens = 4096,
        };
        ChatCompletion answer = await client.CompleteAsync(request, cancellationToken);
        Console.WriteLine($"{answer.Usage?.TotalTokens} tokens, request {answer.Call?.RequestId}");
        #endregion

        #region parts
        var withPicture = request with
        {
            Messages = [ChatMessage.User(["What is this?", ContentPart.FromImage(new Uri("https://example.com/cat.png"))])],
        };
        var withSplitThinking = request.WithProperty("reasoning_split", true);
        #endregion
        await client.CompleteAsync(withPicture, cancellationToken);
        await client.CompleteAsync(withSplitThinking, cancellationToken);

        #region streaming
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(request, cancellationToken))
            Console.Write(chunk.Text);
        ChatCompletion whole = await client.StreamAsync(request).ToCompletionAsync(chunk => Console.Write(chunk.Text));
        #endregion
        Console.Write(whole.FinishReason);

        #region history
        request = request with { Messages = [.. request.Messages, answer.Message, ChatMessage.User("And then?")] };
        answer = await client.CompleteAsync(request, cancellationToken);
        #endregion
    }

    public async Task Providers()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };
        #region providers
        IProviderAdapter[] providers =
        [
            new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }),
            new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }),
            new ModelsLabAdapter(apiKey, new() { BaseAddress = emulator.ModelsLab }),
            new OpenAICompatibleAdapter("vllm", "http://localhost:8000/v1", apiKey: null),
            new AnthropicCompatibleAdapter("minimax", "https://api.minimax.io/anthropic", apiKey),
        ];
        #endregion

        #region gateway
        var gateway = new OpenAICompatibleAdapter("gateway", "https://gateway.example/openai/v1", apiKey, new()
        {
            Authentication = ProviderAuthentication.Header("api-key"),
            Headers = new Dictionary<string, string> { ["HTTP-Referer"] = "https://shop.example" },
        });
        #endregion
        Assert.Equal("gateway (https://gateway.example/openai/v1/chat/completions)", gateway.ToString());
        foreach (IProviderAdapter adapter in providers.SkipLast(2))
        {
            using var client = new ChatCompletionsClient(adapter);
            Console.WriteLine((await client.CompleteAsync(request, cancellationToken)).Call!.Provider);
        }
    }

    public async Task Errors()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };

        #region errors
        try
        {
            await client.CompleteAsync(request with { Temperature = 3 }, cancellationToken);
        }
        catch (MiniMaxRateLimitException e)
        {
            Console.WriteLine($"wait {e.RetryAfter}");
        }
        catch (MiniMaxInvalidRequestException e) when (e.Problems.Count > 0)
        {
            foreach (RequestProblem problem in e.Problems)      // refused before it was sent
                Console.WriteLine($"{problem.Path} {problem.Message}");
        }
        catch (MiniMaxException e)
        {
            Console.WriteLine($"{e.Provider} {e.StatusCode} {e.ProviderCode} {e.RequestId}: {e.Message}");
        }
        #endregion
    }

    public async Task Failover()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_7, Messages = [ChatMessage.User("Hi")] };

        #region failover
        using var aiml = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        using var runApi = new ChatCompletionsClient(new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }));
        IChatCompletionsClient resilient = new FailoverChatCompletionsClient(aiml, runApi);

        ChatCompletion answer = await resilient.CompleteAsync(request, cancellationToken);
        Console.WriteLine($"{answer.Call?.Provider} answered");
        foreach (CallAttempt attempt in answer.Call?.Attempts ?? [])
            Console.WriteLine($"{attempt.Provider} {attempt.StatusCode} {attempt.Error ?? "ok"}");
        #endregion

        #region hedging
        var hasty = new FailoverChatCompletionsClient([aiml, runApi], new() { HedgeAfter = TimeSpan.FromSeconds(8) });
        #endregion
        Console.WriteLine((await hasty.CompleteAsync(request, cancellationToken)).Call!.Provider);
    }

    public async Task Limits()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_7, Messages = [ChatMessage.User("Hi")] };

        #region limits
        var options = new ChatCompletionsClientOptions
        {
            FirstTokenTimeout = TimeSpan.FromSeconds(30),
            Resilience = new() { MaxRetryAttempts = 4, MaxRetryAfter = TimeSpan.FromMinutes(1) },
        };
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }), options);
        var patient = request with { Options = new() { Timeout = TimeSpan.FromHours(1) } };     // of one call
        #endregion
        Console.WriteLine((await client.CompleteAsync(patient, cancellationToken)).Text);
    }

    public async Task Budget()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_7, Messages = [ChatMessage.User("Hi")] };

        #region budget
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_7, new ModelPrice { Input = 0.39m, Output = 1.56m });     // USD for a million tokens
        var options = new ChatCompletionsClientOptions
        {
            SpendLimit = new SpendLimit(5.00m, TimeSpan.FromDays(1)),
            Prices = prices,
        };
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }), options);
        try
        {
            await client.StreamAsync(request, cancellationToken).ToCompletionAsync();
        }
        catch (MiniMaxBudgetException e)
        {
            Console.WriteLine($"{e.Spent} of {e.Limit} USD are spent; the next window is in {e.RetryAfter}");
            Console.WriteLine(e.Partial?.Text);      // what had come, when a stream was stopped
        }
        #endregion
        Console.WriteLine(options.SpendLimit.Spent > 0);
    }

    public async Task FailoverRegistration()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["MiniMax:Providers:0:Provider"] = "AimlApi",
            ["MiniMax:Providers:0:ApiKey"] = apiKey,
            ["MiniMax:Providers:0:BaseAddress"] = emulator.AimlApi.ToString(),
            ["MiniMax:Providers:1:Provider"] = "RunApi",
            ["MiniMax:Providers:1:ApiKey"] = apiKey,
            ["MiniMax:Providers:1:BaseAddress"] = emulator.RunApi.ToString(),
            ["MiniMax:FirstTokenTimeout"] = "00:00:30",
            ["MiniMax:Resilience:MaxRetryAttempts"] = "1",
            ["MiniMax:Failover:CoolDown"] = "00:01:00",
        });

        #region failover-registration
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_7, new ModelPrice { Input = 0.39m, Output = 1.56m });     // RunAPI does not report what a call costs
        builder.Services.AddSingleton(prices);
        builder.Services.AddSingleton(new SpendLimit(5.00m, TimeSpan.FromDays(1)));
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax"));
        #endregion

        using IHost host = builder.Build();
        await host.StartAsync(cancellationToken);
        var client = host.Services.GetRequiredService<IChatCompletionsClient>();
        Console.WriteLine((await client.CompleteAsync("Hi", MiniMaxModels.M2_7, cancellationToken)).Call!.Provider);
        await host.StopAsync(cancellationToken);
    }

    #region weather
    [Description("Tells the weather of a city.")]
    private static string GetWeather([Description("The city")] string city) => city == "Oslo" ? "snow, -3 °C" : "sun, 24 °C";
    #endregion

    public async Task Tools()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Oslo or Rome?")] };

        #region tools
        ChatCompletion done = await client.RunToolsAsync(request, [AIFunctionFactory.Create(GetWeather, "get_weather")]);
        Console.WriteLine(done.Text);
        #endregion

        AIFunction[] tools = [AIFunctionFactory.Create(GetWeather, "get_weather")];
        #region tool-events
        var options = new ToolRunOptions
        {
            MaxSteps = 10,
            MaxParallelCalls = 4,
            Approve = (call, token) => new(call.Function.Name == "get_weather" ? ToolApproval.Approved : ToolApproval.Denied("ask first")),
        };
        await foreach (ToolRunEvent happened in client.StreamToolsAsync(request, tools, options, cancellationToken))
        {
            if (happened is ToolRunChunk { Chunk: var chunk })
                Console.Write(chunk.Text);
            else if (happened is ToolCallCompleted { Result: var call })
                Console.WriteLine($"[{call.Call.Function.Name}: {call.Outcome}]");
            else if (happened is ToolRunCompleted { Result: var run })
                Console.WriteLine($"{run.Steps.Count} steps, {run.Cost}, {run.Messages.Count} messages for the next request");
        }
        #endregion
    }

    public async Task Typed()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Who was first?")] };

        #region typed
        Person person = await client.CompleteAsync(request, AppJson.Default.Person);
        await foreach (Person growing in client.StreamAsync(request, AppJson.Default.Person))
            Console.Write($"{growing.Name} ");
        #endregion
        Console.WriteLine(person);
    }

    public async Task Bulk()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        IEnumerable<ChatCompletionRequest> requests = Enumerable.Range(1, 3).Select(static number =>
            new ChatCompletionRequest { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User($"Say {number}.")] });

        #region bulk
        var options = new BulkOptions { MaxConcurrency = 32, InOrder = true };
        await foreach (BulkResult result in client.CompleteManyAsync(requests, options, cancellationToken))
            Console.WriteLine($"{result.Index}: {result.Completion?.Text ?? result.Error?.Message}");
        #endregion
    }

    public async Task Chat()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));

        #region chat-client
        IChatClient chat = client.AsIChatClient(MiniMaxModels.M2_7);
        ChatResponse response = await chat.GetResponseAsync("Hello");
        #endregion
        Console.WriteLine(response.Text);
    }

    public async Task Differently()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        using var runApi = new ChatCompletionsClient(new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };

        #region cost
        ChatCompletion answer = await client.CompleteAsync(request, cancellationToken);
        if (answer.IsReasoningTruncated)
            answer = await client.CompleteAsync(request with { MaxTokens = 65_536 }, cancellationToken);
        Console.WriteLine(answer.Cost);         // 0.003031 USD (reported)
        #endregion

        #region models
        IReadOnlyList<ModelInfo> models = await client.ListModelsAsync(cancellationToken);
        TokenCount prompt = await runApi.CountTokensAsync(request, cancellationToken);
        #endregion
        Console.WriteLine($"{models.Count} models, {prompt.InputTokens} tokens");
    }

    public async Task DependencyInjection()
    {
        string key = apiKey;
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["MiniMax:Provider"] = "AimlApi",
            ["MiniMax:ApiKey"] = key,
            ["MiniMax:BaseAddress"] = emulator.AimlApi.ToString(),
        });

        #region dependency-injection
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax"));
        builder.Services.AddMiniMaxClient("cheap", o => o.UseRunApi(key, emulator.RunApi.ToString()));
        builder.Services.AddSingleton<Greeter>();
        #endregion

        using IHost host = builder.Build();
        await host.StartAsync(cancellationToken);
        Console.WriteLine(await host.Services.GetRequiredService<Greeter>().GreetAsync("Ada"));
        await host.StopAsync(cancellationToken);
    }

    #region greeter
    public sealed class Greeter(IChatCompletionsClient client, [FromKeyedServices("cheap")] IChatCompletionsClient cheap)
    {
        public async Task<string> GreetAsync(string name)
        {
            ChatCompletion draft = await cheap.CompleteAsync($"Greet {name}.", MiniMaxModels.M2);
            return (await client.CompleteAsync($"Polish: {draft.Text}", MiniMaxModels.M2_7)).Text;
        }
    }
    #endregion

    public static bool Telemetry()
    {
        #region telemetry
        using TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource("MiniMaxClient").AddOtlpExporter().Build();
        using MeterProvider metrics = Sdk.CreateMeterProviderBuilder().AddMeter("MiniMaxClient").AddOtlpExporter().Build();
        #endregion

        using var source = new System.Diagnostics.ActivitySource("MiniMaxClient");
        return source.HasListeners();
    }

    public static async Task Fake()
    {
        #region fake
        var client = Substitute.For<IChatCompletionsClient>();
        client.CompleteAsync(Arg.Any<ChatCompletionRequest>(), Arg.Any<CancellationToken>())
            .Returns(new ChatCompletion { Choices = [new() { Message = ChatMessage.Assistant("Hello, Ada!") }] });

        Assert.Equal("Hello, Ada!", await new Greeter(client, client).GreetAsync("Ada"));
        #endregion
    }

    public static async Task Emulator()
    {
        #region emulator
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync();
        emulator.Enqueue(Reply.Error(503, "Busy"), Reply.Text("Hi!", thinking: "A greeting."), Reply.Error(402, "No credits"));

        var adapter = new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi });
        using var client = new ChatCompletionsClient(adapter);

        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M2_7);
        Assert.Equal("Hi!", answer.Text);
        Assert.Equal(2, answer.Call!.Attempts.Count);
        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => client.CompleteAsync("Hello", MiniMaxModels.M2_7));
        Assert.Equal("minimax/m2-7-20260402", emulator.Requests[0].Json.GetProperty("model").GetString());
        #endregion
    }

    public static void Storing()
    {
        IReadOnlyList<ChatMessage> history = [ChatMessage.User("Hi"), ChatMessage.Assistant("<think>a</think>b")];

        #region storing
        string stored = JsonSerializer.Serialize(history, AppJson.Default.IReadOnlyListChatMessage);
        history = JsonSerializer.Deserialize(stored, AppJson.Default.IReadOnlyListChatMessage)!;
        #endregion

        Assert.Equal("""[{"role":"user","content":"Hi"},{"role":"assistant","content":"\u003Cthink\u003Ea\u003C/think\u003Eb"}]""", stored);
        Assert.Equal("b", Assert.IsType<AssistantMessage>(history[1]).Text);
    }
}

/// <summary>The README's stub; a class of its own, because <see cref="Ladder"/> has a method with the name of a builder.</summary>
internal static class StubLadder
{
    public static async Task WireMock()
    {
        #region wiremock
        using WireMockServer server = WireMockServer.Start();
        server
            .Given(Request.Create().UsingPost().WithPath("/v1/chat/completions")
                .WithHeader("Authorization", "Bearer test-key")
                .WithBody(new JsonPartialMatcher("""{"model":"MiniMax-M2.7"}""")))
            .RespondWith(Response.Create().WithHeader("Content-Type", "application/json")
                .WithBody("""{"choices":[{"message":{"role":"assistant","content":"Hi!"},"finish_reason":"stop"}]}"""));

        var adapter = new RunApiAdapter("test-key", new() { BaseAddress = new Uri(server.Url + "/v1") });
        using var client = new ChatCompletionsClient(adapter);

        Assert.Equal("Hi!", (await client.CompleteAsync("Hello", MiniMaxModels.M2_7)).Text);
        Assert.Single(server.LogEntries);
        #endregion
    }
}

#region app-json
[JsonSerializable(typeof(IReadOnlyList<ChatMessage>))]
[JsonSerializable(typeof(Person))]
internal sealed partial class AppJson : JsonSerializerContext;
#endregion

#region person
internal sealed record Person(string Name = "", int Born = 0);
#endregion
