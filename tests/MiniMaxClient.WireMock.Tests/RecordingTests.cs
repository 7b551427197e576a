using System.Text.Json;
using MiniMaxClient.Testing;
using WireMock.Admin.Mappings;
using WireMock.Server;
using WireMock.Settings;

namespace MiniMaxClient.WireMock.Tests;

/// <summary>WireMock.Net as a proxy that records what a provider returns, and replays it without the provider.</summary>
public sealed class RecordingTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    public static MatrixTheoryData<string, bool> Calls { get; } = new(Adapters.AllNames, [false, true]);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task RecordedMappings_WithoutTheProvider_AreReplayed(string provider, bool stream)
    {
        MappingModel[] mappings;
        string path;
        await using (MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token))
        {
            emulator.Enqueue(Reply.Text("One.", thinking: "The first."), Reply.Text("Two.", thinking: "The second."));
            using WireMockServer recorder = WireMockServer.Start(new WireMockServerSettings
            {
                ProxyAndRecordSettings = new ProxyAndRecordSettings
                {
                    Url = emulator.BaseAddress.ToString().TrimEnd('/'),
                    SaveMapping = true,
                    SaveMappingToFile = false,
                    // The key stays out of the recording.
                    ExcludedHeaders = ["Authorization", "x-api-key", "Host", "traceparent", "Content-Length"],
                },
            });
            path = Adapters.GetAddress(emulator, provider).AbsolutePath;
            using ChatCompletionsClient client = new(Adapters.ForAddress(new Uri(recorder.Url + path), provider));

            Assert.Equal("One.", (await CallAsync(client, stream, "First?")).Text);
            Assert.Equal("Two.", (await CallAsync(client, stream, "Second?")).Text);

            Assert.Equal(2, emulator.Requests.Count);
            Assert.All(emulator.Requests, static request => Assert.True(request.HasValidKey));
            // The first mapping is the proxy itself.
            mappings = [.. recorder.MappingModels.Where(static mapping => mapping.Response.ProxyUrl is null)];
        }

        Assert.Equal(2, mappings.Length);
        if (provider != "modelslab, key in the body")
            Assert.DoesNotContain("test-key", JsonSerializer.Serialize(mappings), StringComparison.Ordinal);
        using WireMockServer replay = WireMockServer.Start();
        replay.WithMapping(mappings);
        using ChatCompletionsClient offline = new(Adapters.ForAddress(new Uri(replay.Url + path), provider));

        ChatCompletion second = await CallAsync(offline, stream, "Second?"), first = await CallAsync(offline, stream, "First?");

        Assert.Equal(("Two.", "The second."), (second.Text, second.Reasoning));
        Assert.Equal(("One.", "The first."), (first.Text, first.Reasoning));
        await Assert.ThrowsAsync<MiniMaxNotFoundException>(() => CallAsync(offline, stream, "Third?"));
    }

    private Task<ChatCompletion> CallAsync(ChatCompletionsClient client, bool stream, string prompt)
    {
        ChatCompletionRequest request = new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User(prompt)] };
        return stream
            ? client.StreamAsync(request, _token).ToCompletionAsync(CancellationToken.None)
            : client.CompleteAsync(request, _token);
    }
}
