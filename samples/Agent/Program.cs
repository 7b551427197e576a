// An agent with three tools over a folder of data. It shows each step as it happens, on the emulator where there is no key.
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
    Console.WriteLine($"No key in {AimlApiAdapter.ApiKeyEnvironmentVariable}: the model's calls are a rehearsed script. The tools really run.\n");
    rehearsal.EnqueueFirstReply();
}

using var client = new ChatCompletionsClient(rehearsal is null
    ? new AimlApiAdapter(key!)
    : new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }));
var request = new ChatCompletionRequest
{
    Model = MiniMaxModels.M2_1,
    Messages =
    [
        ChatMessage.System("You answer questions about the files of a folder. Work numbers out with the tool. Be brief."),
        ChatMessage.User(question),
    ],
};

Console.WriteLine($"> {question}");
await foreach (ToolRunEvent happened in client.StreamToolsAsync(request, tools, new() { MaxSteps = 12, MaxParallelCalls = 2 }))
{
    switch (happened)
    {
        case ToolRunChunk { Chunk: var chunk }:
            Console.Write(chunk.Reasoning + chunk.Text);
            break;
        case ToolRunResponse:
            Console.WriteLine();
            break;
        case ToolCallStarted { Call: var call }:
            Console.WriteLine($"  [{happened.Step}] {call.Function.Name} {call.Function.Arguments}");
            break;
        case ToolCallCompleted { Result: var result }:
            Console.WriteLine($"  [{happened.Step}] {result.Outcome}: {result.Message.Content.ToString().ReplaceLineEndings(" | ")}");
            rehearsal?.EnqueueNextReply(result);
            break;
        case ToolRunCompleted { Result: var run }:
            Console.WriteLine($"\n{run.Steps.Count} steps, {run.Usage?.TotalTokens} tokens, {run.Cost}, ended by {run.StopReason}");
            break;
    }
}
