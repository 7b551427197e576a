using System.Runtime.InteropServices;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Handles Ctrl+C and SIGTERM: the running check is canceled, and the report of the others is written.</summary>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration[] _registrations;

    public ShutdownSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, HandleSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, HandleSignal),
    ];

    /// <summary>Gets the token that is canceled by the first signal; the second one ends the process.</summary>
    public CancellationToken Stopping => _stopping.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _stopping.Dispose();
    }

    private void HandleSignal(PosixSignalContext context)
    {
        context.Cancel = !_stopping.IsCancellationRequested;
        _stopping.Cancel();
    }
}
