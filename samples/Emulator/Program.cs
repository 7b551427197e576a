// Emulates the providers on one local port, for curl and for programs in any language. A request header selects a fault.
using System.Runtime.InteropServices;
using MiniMaxClient.Samples.Emulator;
using MiniMaxClient.Testing;

const int DefaultPort = 5088;
int port = DefaultPort;
if (args.Length > 0 && (args is not ["--port", var number] || !int.TryParse(number, out port) || port is < 0 or > 65535))
{
    Console.Error.WriteLine($"Usage: Emulator [--port <0 to 65535; default: {DefaultPort}; 0: a free port>]");
    return 2;
}

using var stopping = new CancellationTokenSource();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

var options = new MiniMaxEmulatorOptions
{
    Port = port,
    Responder = new FaultSwitch().ChooseReply,
    CallsTools = true,
    MaxRecordedRequests = 1,
};
MiniMaxEmulator emulator;
try
{
    emulator = await MiniMaxEmulator.StartAsync(options);
}
catch (IOException e)
{
    Console.Error.WriteLine($"{e.Message} Use --port to select another port, or 0 for a free one.");
    return 1;
}

await using (emulator)
{
    Console.WriteLine(Greeting.CreateText(emulator));
    try
    {
        var log = new RequestLog(TimeProvider.System, Console.WriteLine);
        while (true)
            log.LogRequest(await emulator.WaitForRequestAsync(stopping.Token));
    }
    catch (OperationCanceledException)
    {
        Console.WriteLine("Stopped.");
    }
}

return 0;

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}
