// Compares a live provider with what the library assumes about it, and writes a report and a cassette.
using MiniMaxClient.Samples.ProviderCheck;
using Spectre.Console;

// The width of a table in a file.
const int RedirectedWidth = 100;

using var signals = new ShutdownSignals();
if (Console.IsOutputRedirected)
    AnsiConsole.Profile.Width = RedirectedWidth;
IAnsiConsole progress = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
return await new CheckProgram(AnsiConsole.Console, progress, Environment.GetEnvironmentVariable, TimeProvider.System)
    .RunAsync(args, signals.Stopping);
