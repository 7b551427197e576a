using System.Runtime.InteropServices;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Ctrl-C and SIGTERM: the first takes nothing more and lets what is under way end, the second ends that too.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Signals() => _registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, Take), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Take)];

    /// <summary>Nothing more is to be taken.</summary>
    public CancellationToken Draining => _draining.Token;

    /// <summary>What is under way is to end.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>Takes nothing more, for a reason of the program's own.</summary>
    public void Drain() => _draining.Cancel();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _draining.Dispose();
        _ending.Dispose();
    }

    private void Take(PosixSignalContext context)
    {
        context.Cancel = true;
        (_draining.IsCancellationRequested ? _ending : _draining).Cancel();
    }
}
