using System.Runtime.InteropServices;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Ctrl-C and SIGTERM: the first takes nothing more and lets what is under way end, the second ends that too.</summary>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly PosixSignalRegistration[] _registrations;

    public ShutdownSignals() => _registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, HandleSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, HandleSignal)];

    /// <summary>Nothing more is to be taken.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>What is under way is to end.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Takes nothing more, for a reason of the program's own.</summary>
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
