using System.Runtime.InteropServices;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Handles Ctrl+C and SIGTERM: the first signal stops new requests, the second cancels the pending ones.</summary>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration[] _registrations;

    public ShutdownSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, HandleSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, HandleSignal),
    ];

    /// <summary>Gets the token that is canceled when no new requests should start.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>Gets the token that is canceled when pending requests should stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Stops new requests without a signal.</summary>
    public void Drain() => _draining.Cancel();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _draining.Dispose();
        _stopping.Dispose();
    }

    private void HandleSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        (_draining.IsCancellationRequested ? _stopping : _draining).Cancel();
    }
}
