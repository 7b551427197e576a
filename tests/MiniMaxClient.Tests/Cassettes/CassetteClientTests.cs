using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Cassettes;

/// <summary>Calls of a client that are recorded from the emulator and replayed: the client cannot see a difference.</summary>
public sealed class CassetteClientTests : EmulatorTest
{
    private static readonly ChatCompletionsClientOptions Options = new()
    {
        Resilience = new() { MaxRetryAttempts = 2, RetryDelay = TimeSpan.Zero },
    };

    public static TheoryData<string> Providers { get; } = [.. Adapters.AllNames];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Calls_OfEachKind_HaveTheRecordedResults(string provider)
    {
        using var folder = new CassetteFolder();
        string model = provider.StartsWith("modelslab", StringComparison.Ordinal) ? MiniMaxModels.M2 : MiniMaxModels.M2_7;
        Emulator.Enqueue(
            Reply.Text("Snow.", thinking: "It is cold.").WithUsage(7, 9, 4),
            Reply.Text("Rain and wind, and then the sun.", thinking: "It is warm.").WithChunkSize(3),
            Reply.ToolCall("get_weather", """{"city":"Köln"}""", "call_1"),
            Reply.Error(503, "Busy"),
            Reply.Text("At last. 👋"),
            Reply.Error(402, "No credits"),
            Reply.InBandError(1027, "Sensitive"));

        async Task<object[]> CallAsync(Uri address, HttpMessageHandler handler)
        {
            using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
            using var client = new ChatCompletionsClient(Adapters.ForAddress(address, provider), http, Options);
            Task<ChatCompletion> StreamAsync(string prompt) => client.StreamAsync(prompt, model, Token).ToCompletionAsync(Token);
            return
            [
                Describe(await client.CompleteAsync("Weather?", model, Token)),
                Describe(await StreamAsync("Weather?")),
                Describe(await StreamAsync("Call the tool.")),
                Describe(await client.CompleteAsync("Weather?", model, Token)),
                (await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
                    () => client.CompleteAsync("More?", model, Token))).Message,
                (await Record.ExceptionAsync(() => StreamAsync("More?")))?.Message ?? "no error in the stream",
            ];
        }

        object[] recorded = await CallAsync(Adapters.GetAddress(Emulator, provider), new CassetteRecorder(folder.GetPath()));
        await using MiniMaxEmulator replay = await MiniMaxEmulator.ReplayAsync(folder.GetPath(), cancellationToken: Token);
        object[] replayed = await CallAsync(Adapters.GetAddress(replay, provider), new SocketsHttpHandler());

        Assert.Equal(recorded, replayed.Select(text =>
            ((string)text).Replace(replay.BaseAddress.Authority, Emulator.BaseAddress.Authority, StringComparison.Ordinal)));
        replay.Cassette.Verify();
        Assert.Equal(Emulator.Requests.Select(static sent => sent.Text), replay.Requests.Select(static sent => sent.Text));
        Assert.DoesNotContain(Emulator.ApiKey, await File.ReadAllTextAsync(folder.GetPath(), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_AbandonedByConsumer_IsReplayedUpToThere()
    {
        using var folder = new CassetteFolder();
        var held = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("One two three").WithChunkSize(4).HoldAfterEvents(2, held.Task));

        async Task<string> ReadAsync(Uri address, HttpMessageHandler handler)
        {
            using var http = new HttpClient(handler);
            using var client = new ChatCompletionsClient(Adapters.ForAddress(address, "openai"), http, Options);
            string text = "";
            await foreach (ChatCompletionChunk chunk in client.StreamAsync("Count", MiniMaxModels.M2, Token))
            {
                text += chunk.Text;
                if (text.Length == 8)
                    break;
            }

            return text;
        }

        string recorded = await ReadAsync(Emulator.OpenAICompatible, new CassetteRecorder(folder.GetPath()));
        held.SetResult();
        await using MiniMaxEmulator replay = await MiniMaxEmulator.ReplayAsync(folder.GetPath(), cancellationToken: Token);

        Assert.Equal("One two ", recorded);
        Assert.Equal("One two ", await ReadAsync(replay.OpenAICompatible, new SocketsHttpHandler()));
        Assert.EndsWith("! abandoned\n", await File.ReadAllTextAsync(folder.GetPath(), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_ThatWasNotRecorded_FailsOnceWithTheDifference()
    {
        using var folder = new CassetteFolder();
        using (var http = new HttpClient(new CassetteRecorder(folder.GetPath())))
        using (var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), http))
            await client.CompleteAsync("Hello", MiniMaxModels.M2_7, Token);
        await using MiniMaxEmulator replay = await MiniMaxEmulator.ReplayAsync(folder.GetPath(), cancellationToken: Token);
        using var other = new ChatCompletionsClient(Adapters.ForEmulator(replay, "aimlapi"));

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => other.CompleteAsync("Hullo", MiniMaxModels.M2_7, Token));

        Assert.Contains("""$.messages[0].content: recorded "Hello", sent "Hullo".""", e.Message, StringComparison.Ordinal);
        Assert.Single(replay.Requests);
        Assert.Single(replay.Cassette.Mismatches);
        Assert.Equal(["# 1 POST /aimlapi/v1/chat/completions"], replay.Cassette.UnusedExchanges);
        Assert.Throws<CassetteException>(replay.Cassette.Verify);
    }

    private static string Describe(ChatCompletion completion) => string.Join(
        '\n', System.Text.Json.JsonSerializer.Serialize(completion), completion.Reasoning, completion.Call!.Attempts.Count);
}
