using System.Text;

namespace MiniMaxClient.Tests.Faults;

/// <summary>What a <see cref="FaultServer"/> does for one request: immutable, one step after the other.</summary>
/// <remarks>
/// A script that ends without closing leaves the connection open for the next request. It stops at once when the client leaves.
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

    /// <summary>Writes bytes as they are.</summary>
    public ServerScript Write(ReadOnlyMemory<byte> bytes) => AddStep((connection, token) => connection.SendAsync(bytes, token));

    /// <summary>Writes text as UTF-8.</summary>
    public ServerScript Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    /// <summary>Writes pieces one by one, each once the test lets it go; none any more when it says no.</summary>
    public ServerScript WriteWhen(IEnumerable<ReadOnlyMemory<byte>> chunks, Func<CancellationToken, Task<bool>> canContinueAsync) =>
        AddStep(async (connection, token) =>
        {
            foreach (ReadOnlyMemory<byte> piece in chunks)
            {
                if (!await canContinueAsync(token))
                    return;
                await connection.SendAsync(piece, token);
            }
        });

    /// <summary>Writes a block many times, in large writes; without end unless a number is given.</summary>
    public ServerScript Repeat(ReadOnlyMemory<byte> block, long times = long.MaxValue) => Repeat(_ => block, times);

    /// <summary>Writes a text many times.</summary>
    public ServerScript Repeat(string block, long times = long.MaxValue) => Repeat(Encoding.UTF8.GetBytes(block), times);

    /// <summary>Writes many blocks that are made as they are needed, from number 0 on.</summary>
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

    /// <summary>Does nothing more until the client leaves.</summary>
    public ServerScript WaitForClientClose() => AddStep(static (connection, _) => connection.WaitForClientCloseAsync());

    /// <summary>Does what the test wants; the token is cancelled when the client leaves.</summary>
    public ServerScript Run(Func<FaultConnection, CancellationToken, Task> step) => AddStep(step);

    /// <summary>Tells the test that the script has come so far.</summary>
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

    /// <summary>Ends the sending with FIN, whenever the client may find that out.</summary>
    public ServerScript EndSending() => AddStep(static (connection, _) =>
    {
        connection.EndSending();
        return Task.CompletedTask;
    });

    /// <summary>Ends the connection in good order with FIN.</summary>
    public ServerScript Close() => AddStep(static (connection, _) => connection.CloseAsync());

    private ServerScript AddStep(Func<FaultConnection, CancellationToken, Task> step) => new([.. Steps, step], _framing);
}
