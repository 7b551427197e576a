// A non-streaming and a streaming completion from each provider whose API key is set, or from all four on the emulator.
using MiniMaxClient;
using MiniMaxClient.Testing;

string prompt = args.Length > 0 ? string.Join(' ', args) : "What is good about small programs?";
await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync();

List<(ProviderAdapter Adapter, string Model)> providers = [];
if (ReadKey(AimlApiAdapter.ApiKeyEnvironmentVariable) is { } aimlApiKey)
    providers.Add((new AimlApiAdapter(aimlApiKey), MiniMaxModels.M3_1_Flash));
string? runApiKey =
    ReadKey(RunApiAdapter.ApiKeyEnvironmentVariable) ?? ReadKey(RunApiAdapter.AlternativeApiKeyEnvironmentVariable);
if (runApiKey is not null)
    providers.Add((new RunApiAdapter(runApiKey), MiniMaxModels.M3));
if (ReadKey(ModelsLabAdapter.ApiKeyEnvironmentVariable) is { } modelsLabKey)
    providers.Add((new ModelsLabAdapter(modelsLabKey), MiniMaxModels.M2));
if (ReadKey(MiniMaxAdapter.ApiKeyEnvironmentVariable) is { } miniMaxKey)
    providers.Add((new MiniMaxAdapter(miniMaxKey), MiniMaxModels.M3_1_Flash));

if (providers.Count == 0)
{
    Console.WriteLine(
        "No API key is set, so the emulator on this machine is used. To use a provider, set "
        + $"{AimlApiAdapter.ApiKeyEnvironmentVariable}, {RunApiAdapter.ApiKeyEnvironmentVariable} (or "
        + $"{RunApiAdapter.AlternativeApiKeyEnvironmentVariable}), {ModelsLabAdapter.ApiKeyEnvironmentVariable} or "
        + $"{MiniMaxAdapter.ApiKeyEnvironmentVariable}.");
    providers.Add((new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }), MiniMaxModels.M3_1_Flash));
    providers.Add((new RunApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.RunApi }), MiniMaxModels.M3));
    providers.Add((new ModelsLabAdapter(emulator.ApiKey, new() { BaseAddress = emulator.ModelsLab }), MiniMaxModels.M2));
    providers.Add((new MiniMaxAdapter(emulator.ApiKey, new() { BaseAddress = emulator.MiniMax }), MiniMaxModels.M3_1_Flash));
}

// AIML API reports costs, RunAPI lists its prices, and MiniMax's list prices are in the library.
var prices = new ModelPrices();
prices.AddMiniMaxListPrices();

foreach ((ProviderAdapter adapter, string model) in providers)
{
    using var client = new ChatCompletionsClient(adapter, new() { Prices = prices });
    if (adapter is RunApiAdapter)
        await client.ListPricesAsync();

    Console.WriteLine($"\n=== {adapter}, {model} ===\n\nNon-streaming:");
    ChatCompletion completion = await client.CompleteAsync(prompt, model);
    Console.WriteLine($"[thinking] {completion.Reasoning}");
    Console.WriteLine(completion.Text);
    WriteSummary(completion);

    Console.WriteLine("\nStreaming:");
    var builder = new ChatCompletionBuilder();
    bool hasText = false;
    Console.Write("[thinking] ");
    await foreach (ChatCompletionChunk chunk in client.StreamAsync(prompt, model))
    {
        builder.Add(chunk);
        Console.Write(chunk.Reasoning);
        if (chunk.Text.Length > 0 && !hasText)
        {
            hasText = true;
            Console.WriteLine();
        }

        Console.Write(chunk.Text);
    }

    Console.WriteLine();
    WriteSummary(builder.Build());
    await WriteBalanceAsync(client);
}

static string? ReadKey(string variable)
{
    if (Environment.GetEnvironmentVariable(variable) is not { } key || string.IsNullOrWhiteSpace(key))
        return null;
    Console.WriteLine($"The API key in {variable} is used.");
    return key;
}

static void WriteSummary(ChatCompletion completion)
{
    string cost = completion.Cost?.ToString() ?? "unknown";
    string tokens = completion.Usage is { } usage ? $"{usage.PromptTokens} in, {usage.CompletionTokens} out" : "not reported";
    Console.WriteLine(
        $"[{completion.FinishReason}] tokens {tokens}; cost {cost}; "
        + $"request {completion.Call?.RequestId ?? completion.Id}; {completion.Call?.Duration?.TotalMilliseconds:F0} ms");
}

static async Task WriteBalanceAsync(ChatCompletionsClient client)
{
    try
    {
        AccountBalance balance = await client.GetBalanceAsync();
        IEnumerable<string> windows = balance.Windows.Select(
            static window => FormattableString.Invariant($"{window.Model} {window.Kind} {window.RemainingPercent} %"));
        string amount = balance.Amount is { } left ? FormattableString.Invariant($"{left} {balance.Currency}") : "";
        Console.WriteLine($"Balance: {amount}{string.Join(", ", windows)}");
    }
    catch (MiniMaxException e)
    {
        Console.WriteLine($"Balance: {e.Message}");
    }
}
