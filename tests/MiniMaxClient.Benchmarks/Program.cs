// Everything: no argument. Some of it: the names of scenarios (memory, loopback, plain, stream, first, http2, big, slow,
// cold, growth, bulk) and of clients. `check`: all of it, as small as can be, to see that every client reads what it is sent.
// `bdn`: the library's parts.
using MiniMaxClient.Benchmarks;
using MiniMaxClient.Benchmarks.Parts;
using MiniMaxClient.Benchmarks.Scenarios;
using MiniMaxClient.Benchmarks.Server;

switch (args)
{
    case [ServerProcess.Argument]:
        await ResponseServer.RunAsync();
        return 0;
    case [SlowClient.Argument, ..]:
        await SlowClient.RunAsync(args);
        return 0;
    case ["bdn", ..]:
        PartsRunner.Run(args[1..]);
        return 0;
    default:
        return await Runner.RunAsync(args);
}
