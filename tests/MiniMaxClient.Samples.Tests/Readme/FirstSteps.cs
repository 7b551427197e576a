using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MiniMaxClient;
using MiniMaxClient.Testing;
using AIFunctionFactory = Microsoft.Extensions.AI.AIFunctionFactory;
using IChatClient = Microsoft.Extensions.AI.IChatClient;

// Not below MiniMaxClient, so that the code has no more in scope than a user's.
namespace ReadmeCode;

/// <summary>The first steps of the README in one program; only the addresses are the emulator's.</summary>
internal sealed class FirstSteps(MiniMaxEmulator emulator, TextWriter console, CancellationToken cancellationToken)
{
    private readonly TextWriter Console = console;

    public async Task RunAsync()
    {
        string apiKey = emulator.ApiKey, key = apiKey;
        var address = new ProviderAdapterOptions { BaseAddress = emulator.AimlApi };

        // 1  one call
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, address));
        ChatCompletion answer = await client.CompleteAsync("Hello", MiniMaxModels.M3_1_Flash);
        Console.WriteLine(answer.Text);

        // 2  a request is one immutable literal
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M2_1,
            Messages = [ChatMessage.System("Be terse."), ChatMessage.User("Hi")],
            MaxTokens = 4096,
        };

        // 3  streaming; the complete response afterwards
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(request, cancellationToken))
            Console.Write(chunk.Text);
        ChatCompletion whole = await client.StreamAsync(request).ToCompletionAsync(chunk => Console.Write(chunk.Text));
        Console.WriteLine(whole.FinishReason);

        // 4  history: the response message is replayed unchanged, reasoning included
        request = request with { Messages = [.. request.Messages, answer.Message, ChatMessage.User("And then?")] };

        // 5  tools: the ecosystem's own function type
        ChatCompletion done = await client.RunToolsAsync(request, [AIFunctionFactory.Create(GetWeather)]);
        Console.WriteLine(done.Text);

        // 6  structured output, AOT-safe through JsonTypeInfo
        Person person = await client.CompleteAsync(request, AppJson.Default.Person);
        Console.WriteLine(person);

        // 7  failover between providers, before the first token
        using var runApi = new ChatCompletionsClient(new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }));
        using var modelsLab = new ChatCompletionsClient(new ModelsLabAdapter(apiKey, new() { BaseAddress = emulator.ModelsLab }));
        IChatCompletionsClient resilient = new FailoverChatCompletionsClient(client, runApi, modelsLab);
        Console.WriteLine((await resilient.CompleteAsync("Hello", MiniMaxModels.M2)).Call?.Provider);

        // 8  dependency injection, from configuration or code, plain or keyed
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["MiniMax:Provider"] = "AimlApi";
        builder.Configuration["MiniMax:ApiKey"] = apiKey;
        builder.Configuration["MiniMax:BaseAddress"] = emulator.AimlApi.ToString();
        builder.Services.AddMiniMaxClient(builder.Configuration.GetSection("MiniMax"));
        builder.Services.AddMiniMaxClient("cheap", o => o.UseRunApi(key, emulator.RunApi.ToString()));
        using IHost host = builder.Build();
        var registered = host.Services.GetRequiredService<IChatCompletionsClient>();
        var cheap = host.Services.GetRequiredKeyedService<IChatCompletionsClient>("cheap");
        Console.WriteLine((await registered.CompleteAsync("Hello", MiniMaxModels.M2)).Call?.Provider);
        Console.WriteLine((await cheap.CompleteAsync("Hello", MiniMaxModels.M2)).Call?.Provider);

        // 9  Microsoft.Extensions.AI
        IChatClient chat = client.AsIChatClient(MiniMaxModels.M3_1_Flash);
        Console.WriteLine(
            await chat.GetResponseAsync([new(Microsoft.Extensions.AI.ChatRole.User, "Hello")], null, cancellationToken));
    }

    private static string GetWeather(string city) => city == "Oslo" ? "snow" : "sun";
}
