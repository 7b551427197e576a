using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace MiniMaxClient.Samples.Tests.Bulk;

/// <summary>Represents a RabbitMQ broker with its own ports, data and name.</summary>
internal sealed class RabbitNode : IAsyncDisposable
{
    private static readonly string[] Folders = ["/usr/lib/rabbitmq/bin", "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"];

    private readonly string _programs;
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("minimax-rabbit-");
    private readonly Dictionary<string, string> _environment;
    private readonly Process _server;
    private readonly Task _output;

    private RabbitNode(string programs)
    {
        _programs = programs;
        int[] ports = FindFreePorts(3);
        Uri = $"amqp://guest:guest@127.0.0.1:{ports[0]}";
        string In(string name) => Path.Combine(_home.FullName, name);
        _environment = new()
        {
            // The server's tools read the authentication cookie in this folder.
            ["HOME"] = _home.FullName,
            ["RABBITMQ_NODENAME"] = $"bulk{ports[0]}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = FormatNumber(ports[0]),
            ["RABBITMQ_DIST_PORT"] = FormatNumber(ports[1]),
            ["ERL_EPMD_PORT"] = FormatNumber(ports[2]),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            // Allows epmd to be stopped while it still has registered nodes.
            ["ERL_EPMD_RELAXED_COMMAND_CHECK"] = "true",
            ["RABBITMQ_MNESIA_BASE"] = In("data"),
            ["RABBITMQ_LOG_BASE"] = In("log"),
            ["RABBITMQ_PID_FILE"] = In("pid"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("plugins"),
            ["RABBITMQ_CONFIG_FILE"] = In("none"),
            ["RABBITMQ_CONF_ENV_FILE"] = In("none.env"),
            ["RABBITMQ_GENERATED_CONFIG_DIR"] = In("config"),
            ["RABBITMQ_SCHEMA_DIR"] = In("schema"),
        };
        _server = Start("rabbitmq-server");
        _output = Task.WhenAll(
            _server.StandardOutput.ReadToEndAsync(CancellationToken.None),
            _server.StandardError.ReadToEndAsync(CancellationToken.None));
    }

    public string Uri { get; }

    /// <summary>Starts a broker, or skips the test if RabbitMQ is not installed.</summary>
    public static async Task<RabbitNode> StartAsync(CancellationToken cancellationToken)
    {
        string? programs = Folders.FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "rabbitmq-server")));
        Assert.SkipWhen(programs is null, "rabbitmq-server is not installed on this machine.");
        var node = new RabbitNode(programs!);
        try
        {
            await node.RunControlAsync(cancellationToken, "wait", Path.Combine(node._home.FullName, "pid"), "--timeout", "120");
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Closes all connections with the operator's command.</summary>
    public Task CloseConnectionsAsync(CancellationToken cancellationToken) =>
        RunControlAsync(cancellationToken, "close_all_connections", "for the test");

    /// <summary>Determines whether there are open connections; connections that are being rejected are not counted.</summary>
    public async Task<bool> HasConnectionsAsync(CancellationToken cancellationToken)
    {
        string states = await RunControlAsync(cancellationToken, "list_connections", "--quiet", "--no-table-headers", "state");
        return states.Contains("running", StringComparison.Ordinal);
    }

    /// <summary>Returns the number of requests in a queue, including those that are delivered but not acknowledged.</summary>
    public async Task<int> CountMessagesAsync(string queue, CancellationToken cancellationToken)
    {
        string table = await RunControlAsync(cancellationToken, "list_queues", "--quiet", "--no-table-headers", "name", "messages");
        string line = table.Split('\n').Single(line => line.StartsWith(queue + "\t", StringComparison.Ordinal));
        return int.Parse(line.Split('\t')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Runs an operator's command and returns its output.</summary>
    public async Task<string> RunControlAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using Process control = Start("rabbitmqctl", arguments);
        try
        {
            Task<string> errors = control.StandardError.ReadToEndAsync(cancellationToken);
            string output = await control.StandardOutput.ReadToEndAsync(cancellationToken);
            await control.WaitForExitAsync(cancellationToken);
            Assert.True(control.ExitCode == 0, $"rabbitmqctl {arguments[0]}: {output}{await errors}");
            return output;
        }
        finally
        {
            if (!control.HasExited)
                control.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync(CancellationToken.None);
        await _output;
        _server.Dispose();
        // The server starts epmd as a separate process.
        using Process kill = Start("epmd", "-kill");
        await kill.WaitForExitAsync(CancellationToken.None);
        _home.Delete(recursive: true);
    }

    private Process Start(string program, params string[] arguments)
    {
        string path = Path.Combine(_programs, program);
        var start = new ProcessStartInfo(File.Exists(path) ? path : program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in _environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static int[] FindFreePorts(int count)
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
            listener.Start();
        int[] ports = [.. listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
            listener.Dispose();
        return ports;
    }

    private static string FormatNumber(int number) => number.ToString(CultureInfo.InvariantCulture);
}
