using MiniMaxClient;
using MiniMaxClient.Samples.Tests;
using MiniMaxClient.Testing;
#region mcp-usings
using ModelContextProtocol.Client;
#endregion
using ChatMessage = MiniMaxClient.ChatMessage;

namespace ReadmeCode.ToolsPage;

/// <summary>The guide to tools: those of an MCP server.</summary>
internal sealed class McpExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Server()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("When?")] };
        emulator.Enqueue(Reply.ToolCall("search", """{"text":"kettle,2,wrong"}"""), Reply.Text("On 20 March."));
        var transport = new StdioClientTransport(new()
        {
            Command = SampleProgram.CreateStartInfo("Agent").FileName, Arguments = ["--mcp-server", "samples/Agent/data"],
            WorkingDirectory = MiniMaxClient.Samples.Tests.Documents.RepositoryPages.Root,
        });

        #region mcp
        await using McpClient server = await McpClient.CreateAsync(transport);
        IList<McpClientTool> served = await server.ListToolsAsync();
        ToolRunResult answered = await client.RunToolsAsync(request, served);
        #endregion
        Assert.Equal("On 20 March.", answered.Text);
        Assert.Contains("2026-03-20", emulator.Requests[1].Text, StringComparison.Ordinal);
    }
}
