using System.Text.Json;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.UnitTesting;

/// <summary>Tests with the emulator: the real client over a real socket, for requests and connection failures.</summary>
public sealed class EmulatorTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;
    private ChatCompletionsClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Token);
        _client = new(new AimlApiAdapter(_emulator.ApiKey, new() { BaseAddress = _emulator.AimlApi }));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _emulator.DisposeAsync();
    }

    [Fact]
    public async Task SortAsync_RateLimitedOnce_Retries()
    {
        _emulator.Enqueue(
            Reply.Error(429, "Slow down").WithRetryAfter(TimeSpan.Zero),
            Reply.Text("""{"Queue":"billing"}""", thinking: "Money."));

        TicketLabel label = await new TicketSorter(_client).SortAsync("I was charged twice!", Token);

        Assert.Equal(new TicketLabel("billing"), label);
        Assert.Equal(2, _emulator.Requests.Count);
    }

    [Fact]
    public async Task SortAsync_InvalidJson_IsCorrected()
    {
        _emulator.Enqueue(Reply.Text("It is a bug."), Reply.Text("""{"Queue":"bug"}"""));

        Assert.Equal(new TicketLabel("bug"), await new TicketSorter(_client).SortAsync("It crashes.", Token));
    }

    [Fact]
    public async Task SortAsync_Ticket_SendsProviderModelAndMessages()
    {
        _emulator.Enqueue(Reply.Text("""{"Queue":"bug"}"""));

        await new TicketSorter(_client).SortAsync("It crashes.", Token);

        JsonElement sent = Assert.Single(_emulator.Requests).Json;
        Assert.Equal("minimax/minimax-m3.1-flash", sent.GetProperty("model").GetString());
        Assert.Equal("It crashes.", sent.GetProperty("messages")[1].GetProperty("content").GetString());
    }

    [Fact]
    public async Task DraftAsync_ConnectionClosed_ThrowsAfterReceivedChunks()
    {
        _emulator.Enqueue(Reply.Text("Sorry for that.").WithChunkSize(5).CutAfterEvents(2));

        List<string> chunks = [];
        await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(async () =>
        {
            await foreach (string chunk in new TicketSorter(_client).DraftAsync("It crashes.", Token))
                chunks.Add(chunk);
        });

        Assert.Equal("Sorry for ", string.Concat(chunks));
    }

    [Fact]
    public async Task DraftAsync_AbandonedEnumeration_AbortsRequest()
    {
        _emulator.Enqueue(Reply.Text("Sorry for that.").WithChunkSize(5).StallAfterEvents(2));

        await foreach (string _ in new TicketSorter(_client).DraftAsync("It crashes.", Token))
            break;

        await _emulator.Requests[0].Aborted.WaitAsync(Token);
    }
}
