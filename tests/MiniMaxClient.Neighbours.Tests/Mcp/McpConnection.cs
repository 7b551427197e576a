using System.IO.Pipelines;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MiniMaxClient.Neighbours.Tests.Mcp;

/// <summary>An MCP server and a client that is connected to it by pipes in memory.</summary>
internal sealed class McpConnection : IAsyncDisposable
{
    private readonly McpServer _server;
    private readonly Task _running;

    private McpConnection(McpServer server, Task running, McpClient client, IList<McpClientTool> tools) =>
        (_server, _running, Client, Tools) = (server, running, client, tools);

    public McpClient Client { get; }

    /// <summary>The server's tools as functions.</summary>
    public IList<McpClientTool> Tools { get; }

    public static async Task<McpConnection> OpenAsync(params McpServerTool[] tools)
    {
        Pipe toServer = new(), toClient = new();
        McpServer server = McpServer.Create(
            new StreamServerTransport(toServer.Reader.AsStream(), toClient.Writer.AsStream()),
            new McpServerOptions { ServerInfo = new() { Name = "test", Version = "1.0" }, ToolCollection = [.. tools] });
        Task running = server.RunAsync(TestTimeouts.Token);
        McpClient client = await McpClient.CreateAsync(
            new StreamClientTransport(toServer.Writer.AsStream(), toClient.Reader.AsStream()), cancellationToken: TestTimeouts.Token);
        return new(server, running, client, await client.ListToolsAsync(cancellationToken: TestTimeouts.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await _server.DisposeAsync();
        await _running.WaitAsync(TestTimeouts.Token);
    }
}
