using System.IO.Pipelines;
using System.Net.Sockets;

namespace MiniMaxClient.Tests.Faults;

/// <summary>One connection of a <see cref="FaultServer"/>: reads a request, plays its script, reads the next.</summary>
internal sealed class FaultConnection
{
    private static readonly PipeOptions Unbounded = new(pauseWriterThreshold: 0, useSynchronizationContext: false);

    private readonly Socket _socket;
    private readonly int _number;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _ended;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Pipe _received = new(Unbounded);
    private FaultRequest? _request;
    private bool _isClosed;

    public FaultConnection(Socket socket, int number, CancellationToken stopping)
    {
        _socket = socket;
        _socket.NoDelay = true;
        _number = number;
        _stopping = stopping;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    }

    /// <summary>The request whose script is played.</summary>
    public FaultRequest Request => _request!;

    public async Task RunAsync(Func<FaultRequest, Script> choose)
    {
        await Task.Yield();
        Task pumping = PumpAsync();
        try
        {
            while (!_isClosed && await RequestReader.ReadAsync(_received.Reader, _number, _left.Task) is { } request)
            {
                _request = request;
                foreach (Func<FaultConnection, CancellationToken, Task> step in choose(request).Steps)
                {
                    await step(this, _ended.Token);
                    if (_isClosed)
                        break;
                }
            }
        }
        catch (SocketException)
        {
            // A write may notice that the client has left before the read does.
            _left.TrySetResult();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested || _left.Task.IsCompleted)
        {
            // The rest of the script has nobody to see it.
        }
        finally
        {
            Reset();
            await pumping;
            _ended.Dispose();
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            int sent = await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken);
            Request.AddSent(sent);
            bytes = bytes[sent..];
        }
    }

    /// <summary>Cuts the connection with RST.</summary>
    public void Reset()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _left.TrySetCanceled();
        _socket.LingerState = new(enable: true, seconds: 0);
        _socket.Dispose();
    }

    /// <summary>Ends the sending in good order with FIN.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the sending in good order with FIN, and the connection once the client has ended its part.</summary>
    public Task CloseAsync()
    {
        EndSending();
        return WaitForEndAsync();
    }

    /// <summary>Waits until the client has left.</summary>
    public Task WaitForEndAsync() => _left.Task.WaitAsync(_stopping);

    /// <summary>Reads on while a script plays, for only a read tells that the client has left.</summary>
    private async Task PumpAsync()
    {
        try
        {
            int count;
            while ((count = await _socket.ReceiveAsync(_received.Writer.GetMemory(), SocketFlags.None, _stopping)) > 0)
            {
                _received.Writer.Advance(count);
                await _received.Writer.FlushAsync(CancellationToken.None);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Reset by either side, or the server stops.
        }

        if (_stopping.IsCancellationRequested)
            _left.TrySetCanceled(CancellationToken.None);
        else
            _left.TrySetResult();
        await _received.Writer.CompleteAsync();
        if (!_stopping.IsCancellationRequested)
            await _ended.CancelAsync();
    }
}
