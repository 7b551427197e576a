// A web chat with AIML API, RunAPI, ModelsLab and MiniMax; the emulator replaces each provider whose API key is not set.
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;

var model = new ScriptedModel(chunkDelay: TimeSpan.FromMilliseconds(40));
await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
    new() { Responder = model.CreateReply, MaxRecordedRequests = 100 });
await using WebApplication app = ChatApp.Create(args, emulator);
await app.StartAsync();

Console.WriteLine($"Open {string.Join(" or ", app.Urls)} in a browser. Press Ctrl+C to stop.");
foreach (Provider provider in app.Services.GetServices<Provider>())
{
    string host = provider.Choice.IsEmulated
        ? $"emulated, because no API key is set in {provider.KeyVariable}"
        : $"real provider, with the API key in {provider.KeyVariable}";
    Console.WriteLine($"  {provider.Name}: {host}");
}

await app.WaitForShutdownAsync();
