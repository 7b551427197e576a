using System.IO.Pipelines;
using System.Net.Sockets;

namespace MiniMaxClient.Tests.Faults;

/// <summary>A connection of a <see cref="FaultServer"/>: reads a request, plays its script, reads the next.</summary>
internal sealed class FaultConnection
{
    private static readonly PipeOptions Unbounded = new(pauseWriterThreshold: 0, useSynchronizationContext: false);

    private readonly Socket _socket;
    private readonly int _number;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _ended;
    private readonly TaskCompletionSource _clientClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
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

    /// <summary>The request whose script is in progress.</summary>
    public FaultRequest Request => _request!;

    public async Task RunAsync(Func<FaultRequest, ServerScript> selectScript)
    {
        await Task.Yield();
        Task receiving = ReceiveAsync();
        try
        {
            while (!_isClosed && await RequestReader.ReadAsync(_received.Reader, _number, _clientClosed.Task) is { } request)
            {
                _request = request;
                foreach (Func<FaultConnection, CancellationToken, Task> step in selectScript(request).Steps)
                {
                    await step(this, _ended.Token);
                    if (_isClosed)
                        break;
                }
            }
        }
        catch (SocketException)
        {
            // A write may detect that the client has closed the connection before the read does.
            _clientClosed.TrySetResult();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested || _clientClosed.Task.IsCompleted)
        {
            // No client receives the remaining steps of the script.
        }
        finally
        {
            Reset();
            await receiving;
            _ended.Dispose();
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            int sent = await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken);
            Request.AddBytesSent(sent);
            bytes = bytes[sent..];
        }
    }

    /// <summary>Cuts the connection with RST.</summary>
    public void Reset()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _clientClosed.TrySetCanceled();
        _socket.LingerState = new(enable: true, seconds: 0);
        _socket.Dispose();
    }

    /// <summary>Ends the sending regularly, with FIN.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Ends the sending regularly, with FIN, and waits until the client closes the connection.</summary>
    public Task CloseAsync()
    {
        EndSending();
        return WaitForClientCloseAsync();
    }

    /// <summary>Waits until the client has closed the connection.</summary>
    public Task WaitForClientCloseAsync() => _clientClosed.Task.WaitAsync(_stopping);

    /// <summary>Reads during a script, because only a read detects that the client has closed the connection.</summary>
    private async Task ReceiveAsync()
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
            _clientClosed.TrySetCanceled(CancellationToken.None);
        else
            _clientClosed.TrySetResult();
        await _received.Writer.CompleteAsync();
        if (!_stopping.IsCancellationRequested)
            await _ended.CancelAsync();
    }
}
