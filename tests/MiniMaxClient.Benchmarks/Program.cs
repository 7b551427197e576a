using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Results;
using MiniMaxClient.Benchmarks.Scenarios;
using MiniMaxClient.Benchmarks.Server;

if (args is ["server"])
{
    await AnswerServer.RunAsync();
    return;
}

if (args is [SlowClient.Argument, ..])
{
    await SlowClient.RunAsync(args);
    return;
}

await using ServerProcess server = await ServerProcess.StartAsync();
IScenario[] scenarios =
[
    new MemoryStreams(),
    new MemoryPlain(),
    new LoopbackPlain(server.Address),
    new LoopbackStreams(server.Address),
    new FirstChunk(server.Address),
    new MemoryHistory(),
    new MemoryDocument(),
    new SlowStreams(server.Address),
    new ColdStart(server.Address),
];

var report = new Report();
Sizes sizes = args.Contains("check") ? Sizes.Tiny : Sizes.Full;
string[] clients = [.. args.Where(arg => Entrant.All.Any(entrant => entrant.Name == arg))];
if (clients.Length > 0)
    sizes = sizes with { Entrants = [.. Entrant.All.Where(entrant => clients.Contains(entrant.Name))] };
string[] selected = [.. args.Except(clients).Except(["check"])];
foreach (IScenario scenario in scenarios.Where(one => selected.Length == 0 || one.Names.Intersect(selected).Any()))
{
    Console.Error.WriteLine($"{scenario.Names[^1]} …");
    await scenario.RunAsync(sizes, report);
}

Console.WriteLine(report.ToMarkdown());
