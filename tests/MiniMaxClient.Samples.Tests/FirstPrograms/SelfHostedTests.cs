using MiniMaxClient;
using MiniMaxClient.Testing;

namespace FirstPrograms;

/// <summary>A server of one's own, such as vLLM: no key, another model, and reasoning between think tags.</summary>
public sealed class SelfHostedTests : FirstProgram
{
    private const string Model = "my-org/minimax-m2-awq";

    [Fact]
    public async Task Program_HostWithoutKey_ListsModelsAndSeparatesReasoning()
    {
        await using MiniMaxEmulator emulator = await StartAsync();
        emulator.Enqueue(
            Reply.Default(), Reply.Text("<think>\nThe user wants a prime.\n</think>\n\n97").WithChunkSize(3));

        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("vllm", emulator.OpenAICompatible, apiKey: null));
        foreach (ModelInfo model in await client.ListModelsAsync(CancellationToken))
            Console.WriteLine($"served: {model.Id}");
        await AskAsync(client);

        Assert.Equal(["served: my-org/minimax-m2-awq", "(The user wants a prime.)", "97", "cost unknown"], Output);
        Assert.Equal(["/v1/models", "/v1/chat/completions"], emulator.Requests.Select(static sent => sent.Path));
        Assert.All(emulator.Requests, static sent => Assert.False(sent.Headers.ContainsKey("Authorization")));
        Assert.Equal(Model, emulator.Requests[1].Json.GetProperty("model").GetString());
    }

    // A server whose chat template has already written the first tag, and that has no reasoning parser.
    [Fact]
    public async Task Program_ThinkingStartsOpen_SeparatesReasoning()
    {
        await using MiniMaxEmulator emulator = await StartAsync();
        emulator.Enqueue(Reply.Text("The user wants a prime.\n</think>\n\n97").WithChunkSize(3));

        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("vllm", emulator.OpenAICompatible, apiKey: null) { ThinkingStartsOpen = true });
        await AskAsync(client);

        Assert.Equal(["(The user wants a prime.)", "97", "cost unknown"], Output);
    }

    [Fact]
    public async Task Program_HostThatRequiresAKey_SaysThatThereWasNone()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new MiniMaxEmulatorOptions { Models = [Model] }, CancellationToken);

        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("vllm", emulator.OpenAICompatible, apiKey: null));
        try
        {
            await AskAsync(client);
        }
        catch (MiniMaxAuthenticationException e)
        {
            Console.WriteLine(e.Message);
        }

        Assert.StartsWith("vllm requires an API key, and the request had none", Output.Single(), StringComparison.Ordinal);
        Assert.Equal(401, Assert.Single(emulator.Requests).Status);
    }

    private static Task<MiniMaxEmulator> StartAsync() => MiniMaxEmulator.StartAsync(
        new MiniMaxEmulatorOptions { Models = [Model], RequiresApiKey = false }, CancellationToken);

    private async Task AskAsync(ChatCompletionsClient client)
    {
        ChatCompletion answer = await client.StreamAsync("A prime above 90?", Model, CancellationToken)
            .ToCompletionAsync(CancellationToken);
        Console.WriteLine($"({answer.Reasoning})");
        Console.WriteLine(answer.Text);
        Console.WriteLine($"cost {answer.Cost?.ToString() ?? "unknown"}");
    }
}
