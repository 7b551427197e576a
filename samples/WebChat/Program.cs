// A chat in the browser over AIML API, RunAPI and ModelsLab: on the emulator, or on the provider whose key is in the environment.
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;

var rehearsal = new ScriptedModel(pace: TimeSpan.FromMilliseconds(40));
await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
    new() { Responder = rehearsal.CreateReply, MaxRecordedRequests = 100 });
await using WebApplication app = ChatApp.Create(args, emulator);
await app.StartAsync();

Console.WriteLine($"Open {string.Join(" or ", app.Urls)} in a browser. Ctrl+C ends the program.");
foreach (Provider provider in app.Services.GetServices<Provider>())
{
    string answers = provider.Choice.IsEmulated ? $"the emulator, for {provider.KeyVariable} is not set" : "its own host";
    Console.WriteLine($"  {provider.Name}: {answers}");
}

await app.WaitForShutdownAsync();
