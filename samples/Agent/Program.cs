// An agent with tools for a folder of data, which prints each step. The folder's tools are those of an MCP server, and the
// server is this program too. With --agent-framework the agent is one of Agent Framework. With --state the run stops before it
// writes a note, and --resume continues it, in another process. The emulator plays the model if no API key is set.
using Microsoft.Extensions.AI;
using MiniMaxClient;
using MiniMaxClient.Samples.Agent;
using MiniMaxClient.Testing;
using ModelContextProtocol.Client;

if (args is [FolderServer.Switch, var servedFolder])
{
    await FolderServer.RunAsync(servedFolder);
    return 0;
}

if (Arguments.Parse(args) is not { } arguments)
{
    Console.Error.WriteLine(Arguments.Usage);
    return 2;
}

// The state of another run, or any other file, must not be replaced.
if (!arguments.IsResumed && File.Exists(arguments.StateFile))
{
    Console.Error.WriteLine(
        $"{arguments.StateFile} exists: choose another file, or continue its run with {arguments.ResumeOption}");
    return 2;
}

var transcript = new Transcript();
string? key = Environment.GetEnvironmentVariable(AimlApiAdapter.ApiKeyEnvironmentVariable);
await using MiniMaxEmulator? emulator =
    string.IsNullOrEmpty(key) ? await MiniMaxEmulator.StartAsync(new() { Responder = ScriptedModel.CreateReply }) : null;
if (emulator is not null)
    transcript.WriteNote(
        $"{AimlApiAdapter.ApiKeyEnvironmentVariable} is not set: the model's responses are scripted, the tools run for real.");
using var client = new ChatCompletionsClient(emulator is not null
    ? new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi })
    : arguments.Address is { } address ? new AimlApiAdapter(key!, new() { BaseAddress = address })
    : new AimlApiAdapter(key!));

await using McpClient server = await FolderServer.ConnectAsync(arguments.Folder);
AIFunction[] tools = [.. await server.ListToolsAsync(), AIFunctionFactory.Create(Calculator.Calculate, "calculate")];

if (!arguments.IsResumed)
    transcript.WriteQuestion(arguments.Question);
if (arguments.StateFile is { } path)
{
    AIFunction note = AIFunctionFactory.Create(new NoteTool(arguments.Folder).WriteNote, "write_note");
    AIFunction[] allTools = [.. tools, new ApprovalRequiredAIFunction(note)];
    var run = new PausableRun(client, allTools, new(path), arguments.ResumeOption, transcript);
    await (arguments.IsResumed ? run.ResumeAsync(arguments.Answer) : run.StartAsync(arguments.Question));
}
else if (arguments.UsesAgentFramework)
{
    await FrameworkAgent.RunAsync(client, tools, arguments.Question, transcript);
}
else
{
    await NativeAgent.RunAsync(client, tools, arguments.Question, transcript);
}

return 0;
