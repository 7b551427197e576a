// An agent with three tools for a folder of data, which prints each step. It uses the emulator if no API key is set.
using MiniMaxClient;
using MiniMaxClient.Samples.Agent;
using MiniMaxClient.Testing;
using AIFunction = Microsoft.Extensions.AI.AIFunction;
using AIFunctionFactory = Microsoft.Extensions.AI.AIFunctionFactory;

string question = args.Length > 0 ? args[0] : ScriptedModel.Question;
var folder = new FolderTools(args.Length > 1 ? args[1] : Path.Combine(AppContext.BaseDirectory, "data"));
AIFunction[] tools =
[
    AIFunctionFactory.Create(folder.ReadFile, "read_file"),
    AIFunctionFactory.Create(folder.Search, "search"),
    AIFunctionFactory.Create(Calculator.Calculate, "calculate"),
];

await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync();
string? key = Environment.GetEnvironmentVariable(AimlApiAdapter.ApiKeyEnvironmentVariable);
var rehearsal = string.IsNullOrEmpty(key) ? new ScriptedModel(emulator) : null;
if (rehearsal is not null)
{
    Console.WriteLine(
        $"{AimlApiAdapter.ApiKeyEnvironmentVariable} is not set: the model's responses are scripted, the tools run for real.\n");
    rehearsal.EnqueueFirstReply();
}

using var client = new ChatCompletionsClient(rehearsal is null
    ? new AimlApiAdapter(key!)
    : new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }));
var request = new ChatCompletionRequest
{
    Model = MiniMaxModels.M3_1_Flash,
    Messages =
    [
        ChatMessage.System("You answer questions about the files in a folder. Use the tool for calculations. Be brief."),
        ChatMessage.User(question),
    ],
};

Console.WriteLine($"> {question}");
await foreach (ToolRunEvent runEvent in client.StreamToolsAsync(request, tools, new() { MaxSteps = 12, MaxParallelCalls = 2 }))
{
    switch (runEvent)
    {
        case ToolRunChunk { Chunk: var chunk }:
            Console.Write(chunk.Reasoning + chunk.Text);
            break;
        case ToolRunResponse:
            Console.WriteLine();
            break;
        case ToolCallStarted { Call: var call }:
            Console.WriteLine($"  [{runEvent.Step}] {call.Function.Name} {call.Function.Arguments}");
            break;
        case ToolCallCompleted { Result: var result }:
            string content = result.Message.Content.ToString().ReplaceLineEndings(" | ");
            Console.WriteLine($"  [{runEvent.Step}] {result.Outcome}: {content}");
            rehearsal?.EnqueueNextReply(result);
            break;
        case ToolRunCompleted { Result: var run }:
            Console.WriteLine(
                $"\n{run.Steps.Count} steps, {run.Usage?.TotalTokens} tokens, {run.Cost}, stop reason: {run.StopReason}");
            break;
    }
}
