// An agent with tools for a folder of data, which prints each step. The folder's tools are those of an MCP server, and the
// server is this program too. With --agent-framework the agent is one of Agent Framework. The emulator plays the model if no
// API key is set.
using Microsoft.Extensions.AI;
using MiniMaxClient;
using MiniMaxClient.Samples.Agent;
using MiniMaxClient.Testing;
using ModelContextProtocol.Client;

if (args is [FolderServer.Switch, var servedFolder])
{
    await FolderServer.RunAsync(servedFolder);
    return;
}

string[] texts = [.. args.Where(static argument => argument != FrameworkAgent.Switch)];
string question = texts.Length > 0 ? texts[0] : ScriptedModel.Question;
string folder = texts.Length > 1 ? texts[1] : Path.Combine(AppContext.BaseDirectory, "data");
var transcript = new Transcript();

string? key = Environment.GetEnvironmentVariable(AimlApiAdapter.ApiKeyEnvironmentVariable);
await using MiniMaxEmulator? emulator =
    string.IsNullOrEmpty(key) ? await MiniMaxEmulator.StartAsync(new() { Responder = ScriptedModel.CreateReply }) : null;
if (emulator is not null)
    transcript.WriteNote(
        $"{AimlApiAdapter.ApiKeyEnvironmentVariable} is not set: the model's responses are scripted, the tools run for real.");
using var client = new ChatCompletionsClient(emulator is null
    ? new AimlApiAdapter(key!)
    : new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }));

await using McpClient server = await FolderServer.ConnectAsync(folder);
AIFunction[] tools = [.. await server.ListToolsAsync(), AIFunctionFactory.Create(Calculator.Calculate, "calculate")];

transcript.WriteQuestion(question);
if (args.Contains(FrameworkAgent.Switch))
    await FrameworkAgent.RunAsync(client, tools, question, transcript);
else
    await NativeAgent.RunAsync(client, tools, question, transcript);
