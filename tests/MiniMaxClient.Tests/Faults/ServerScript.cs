using System.Text;

namespace MiniMaxClient.Tests.Faults;

/// <summary>The steps of a <see cref="FaultServer"/> for one request; immutable.</summary>
/// <remarks>
/// A script that ends without closing leaves the connection open for the next request. It stops when the client closes it.
/// </remarks>
internal sealed partial class ServerScript
{
    private const int BatchBytes = 64 * 1024;

    public static readonly ServerScript Empty = new([], null);

    private readonly Framing? _framing;

    private ServerScript(IReadOnlyList<Func<FaultConnection, CancellationToken, Task>> steps, Framing? framing)
    {
        Steps = steps;
        _framing = framing;
    }

    public IReadOnlyList<Func<FaultConnection, CancellationToken, Task>> Steps { get; }

    /// <summary>Writes bytes unchanged.</summary>
    public ServerScript Write(ReadOnlyMemory<byte> bytes) => AddStep((connection, token) => connection.SendAsync(bytes, token));

    /// <summary>Writes text as UTF-8.</summary>
    public ServerScript Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes chunks one by one, each after the test allows it; stops when the test returns false.</summary>
    public ServerScript WriteWhen(IEnumerable<ReadOnlyMemory<byte>> chunks, Func<CancellationToken, Task<bool>> canContinueAsync) =>
        AddStep(async (connection, token) =>
        {
            foreach (ReadOnlyMemory<byte> chunk in chunks)
            {
                if (!await canContinueAsync(token))
                    return;
                await connection.SendAsync(chunk, token);
            }
        });

    /// <summary>Writes a block repeatedly, in large writes; endlessly if no number is given.</summary>
    public ServerScript Repeat(ReadOnlyMemory<byte> block, long times = long.MaxValue) => Repeat(_ => block, times);

    /// <summary>Writes a text repeatedly.</summary>
    public ServerScript Repeat(string block, long times = long.MaxValue) => Repeat(Encoding.UTF8.GetBytes(block), times);

    /// <summary>Writes blocks that are created on demand, by their zero-based number.</summary>
    public ServerScript Repeat(Func<long, ReadOnlyMemory<byte>> block, long times = long.MaxValue) =>
        AddStep(async (connection, token) =>
        {
            using var batch = new MemoryStream(2 * BatchBytes);
            for (long i = 0; i < times; i++)
            {
                batch.Write(block(i).Span);
                if (batch.Length < BatchBytes && i < times - 1)
                    continue;
                await connection.SendAsync(batch.GetBuffer().AsMemory(0, (int)batch.Length), token);
                batch.SetLength(0);
            }
        });

    /// <summary>Waits for a task of the test.</summary>
    public ServerScript WaitFor(Task task) => AddStep((_, token) => task.WaitAsync(token));

    /// <summary>Waits until the client closes the connection.</summary>
    public ServerScript WaitForClientClose() => AddStep(static (connection, _) => connection.WaitForClientCloseAsync());

    /// <summary>Runs a step of the test; its token is canceled when the client closes the connection.</summary>
    public ServerScript Run(Func<FaultConnection, CancellationToken, Task> step) => AddStep(step);

    /// <summary>Signals that the script has reached this step.</summary>
    public ServerScript Signal(TaskCompletionSource reached) => AddStep((_, _) =>
    {
        reached.TrySetResult();
        return Task.CompletedTask;
    });

    /// <summary>Cuts the connection with RST.</summary>
    public ServerScript Reset() => AddStep(static (connection, _) =>
    {
        connection.Reset();
        return Task.CompletedTask;
    });

    /// <summary>Ends the sending with FIN, without waiting for the client.</summary>
    public ServerScript EndSending() => AddStep(static (connection, _) =>
    {
        connection.EndSending();
        return Task.CompletedTask;
    });

    /// <summary>Closes the connection regularly, with FIN.</summary>
    public ServerScript Close() => AddStep(static (connection, _) => connection.CloseAsync());

    private ServerScript AddStep(Func<FaultConnection, CancellationToken, Task> step) => new([.. Steps, step], _framing);
}
