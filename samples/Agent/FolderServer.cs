using ModelContextProtocol.Client;
using ModelContextProtocol.Server;

namespace MiniMaxClient.Samples.Agent;

/// <summary>The MCP server with the tools of a folder: this program, started a second time.</summary>
internal static class FolderServer
{
    public const string Switch = "--mcp-server";

    /// <summary>Serves the folder over the standard input and output until the client closes them.</summary>
    public static async Task RunAsync(string folder)
    {
        var tools = new FolderTools(folder);
        var options = new McpServerOptions
        {
            ServerInfo = new() { Name = "folder", Version = "1.0" },
            ToolCollection =
            [
                McpServerTool.Create(tools.ReadFile, new() { Name = "read_file", ReadOnly = true }),
                McpServerTool.Create(tools.Search, new() { Name = "search", ReadOnly = true }),
            ],
        };
        await using McpServer server = McpServer.Create(new StdioServerTransport("folder"), options);
        await server.RunAsync();
    }

    /// <summary>Starts the server as a process, without any API key.</summary>
    public static Task<McpClient> ConnectAsync(string folder) => McpClient.CreateAsync(new StdioClientTransport(new()
    {
        Name = "folder",
        Command = Environment.ProcessPath!,
        Arguments = [.. ProgramArguments, Switch, folder],
        EnvironmentVariables = new Dictionary<string, string?>
        {
            [AimlApiAdapter.ApiKeyEnvironmentVariable] = null,
            [MiniMaxAdapter.ApiKeyEnvironmentVariable] = null,
            [RunApiAdapter.ApiKeyEnvironmentVariable] = null,
            [RunApiAdapter.AlternativeApiKeyEnvironmentVariable] = null,
            [ModelsLabAdapter.ApiKeyEnvironmentVariable] = null,
        },
    }));

    // In "dotnet Agent.dll", the program of the process is dotnet, and the assembly is its first argument.
    private static string[] ProgramArguments =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
}
