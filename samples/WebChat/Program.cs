// A web chat with AIML API, RunAPI, ModelsLab and MiniMax; the emulator replaces each provider whose API key is not set.
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;

var model = new ScriptedModel(chunkDelay: TimeSpan.FromMilliseconds(40));
await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
    new() { Responder = model.CreateReply, MaxRecordedRequests = 1 });
WebApplication app;
try
{
    app = ChatApp.Create(args, emulator);
    await app.StartAsync();
}
catch (InvalidApiKeyException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
catch (Exception e) when (ListenAddresses.ExplainFailure(e) is { } explanation)
{
    Console.Error.WriteLine(explanation);
    return 1;
}

await using (app)
{
    Console.WriteLine(
        $"Open {string.Join(" or ", app.Urls.Select(ListenAddresses.ToBrowserAddress))} in a browser. Press Ctrl+C to stop.");
    if (!app.Urls.All(ListenAddresses.IsLoopback))
    {
        IEnumerable<string> hosts = app.Services.GetRequiredService<IOptions<HostFilteringOptions>>().Value.AllowedHosts
            .Except(ListenAddresses.LoopbackHosts);
        Console.WriteLine(
            $"  The network can open it too, and use your API keys, by the host names {string.Join(", ", hosts)}. "
            + "To add another one: --AllowedHosts=name");
    }

    foreach (Provider provider in app.Services.GetServices<Provider>())
    {
        string host = provider.Choice.IsEmulated
            ? $"emulated, because no API key is set in {provider.KeyVariable}"
            : $"real provider, with the API key in {provider.KeyVariable}";
        Console.WriteLine($"  {provider.Name}: {host}");
    }

    await app.WaitForShutdownAsync();
}

return 0;
