// A plain and a streamed answer from each provider: those whose key is in the environment, else all three on the emulator.
using MiniMaxClient;
using MiniMaxClient.Testing;

string prompt = args.Length > 0 ? string.Join(' ', args) : "What is good about small programs?";
await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync();

List<(ProviderAdapter Adapter, string Model)> providers = [];
if (Environment.GetEnvironmentVariable(AimlApiAdapter.ApiKeyEnvironmentVariable) is { Length: > 0 } aimlApiKey)
    providers.Add((new AimlApiAdapter(aimlApiKey), MiniMaxModels.M2_7));
if (Environment.GetEnvironmentVariable(RunApiAdapter.ApiKeyEnvironmentVariable) is { Length: > 0 } runApiKey)
    providers.Add((new RunApiAdapter(runApiKey), MiniMaxModels.M2_7));
if (Environment.GetEnvironmentVariable(ModelsLabAdapter.ApiKeyEnvironmentVariable) is { Length: > 0 } modelsLabKey)
    providers.Add((new ModelsLabAdapter(modelsLabKey), MiniMaxModels.M2));

if (providers.Count == 0)
{
    Console.WriteLine(
        $"No key in the environment, so the answers come from the emulator on this machine. For real ones set "
        + $"{AimlApiAdapter.ApiKeyEnvironmentVariable}, {RunApiAdapter.ApiKeyEnvironmentVariable} or {ModelsLabAdapter.ApiKeyEnvironmentVariable}.");
    providers.Add((new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }), MiniMaxModels.M2_7));
    providers.Add((new RunApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.RunApi }), MiniMaxModels.M2_7));
    providers.Add((new ModelsLabAdapter(emulator.ApiKey, new() { BaseAddress = emulator.ModelsLab }), MiniMaxModels.M2));
}

foreach ((ProviderAdapter adapter, string model) in providers)
{
    using var client = new ChatCompletionsClient(adapter);

    Console.WriteLine($"\n=== {adapter}, {model} ===\n\nPlain:");
    ChatCompletion answer = await client.CompleteAsync(prompt, model);
    Console.WriteLine($"[thinking] {answer.Reasoning}");
    Console.WriteLine(answer.Text);
    Report(answer);

    Console.WriteLine("\nStreamed:");
    var whole = new ChatCompletionBuilder();
    bool isAnswering = false;
    Console.Write("[thinking] ");
    await foreach (ChatCompletionChunk chunk in client.StreamAsync(prompt, model))
    {
        whole.Add(chunk);
        Console.Write(chunk.Reasoning);
        if (chunk.Text.Length > 0 && !isAnswering)
        {
            isAnswering = true;
            Console.WriteLine();
        }

        Console.Write(chunk.Text);
    }

    Console.WriteLine();
    Report(whole.Build());
}

static void Report(ChatCompletion answer)
{
    string cost = answer.Meta?.Usage?.UsdSpent is { } usd ? FormattableString.Invariant($"{usd} USD") : "not reported";
    string tokens = answer.Usage is { } usage ? $"{usage.PromptTokens} in, {usage.CompletionTokens} out" : "not reported";
    Console.WriteLine(
        $"[{answer.FinishReason}] tokens {tokens}; cost {cost}; "
        + $"request {answer.Call?.RequestId ?? answer.Id}; {answer.Call?.Duration?.TotalMilliseconds:F0} ms");
}
