namespace MiniMaxClient.Samples.UnitTesting;

/// <summary>Tests with a handwritten fake, for the handling of completions in the app.</summary>
public sealed class FakeClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SortAsync_ValidJson_ReturnsLabel()
    {
        var client = new FakeClient("""{"Queue":"billing",""", """ "IsUrgent":true}""");

        TicketLabel label = await new TicketSorter(client).SortAsync("I was charged twice!", Token);

        Assert.Equal(new TicketLabel("billing", IsUrgent: true), label);
        Assert.Contains(ChatMessage.User("I was charged twice!"), client.Requests[0].Messages);
    }

    [Fact]
    public async Task DraftAsync_SeveralChunks_ReturnsTheirTexts()
    {
        var client = new FakeClient("We are ", "sorry.");

        List<string> chunks = [];
        await foreach (string chunk in new TicketSorter(client).DraftAsync("I was charged twice!", Token))
            chunks.Add(chunk);

        Assert.Equal(["We are ", "sorry."], chunks);
    }

    [Fact]
    public async Task DraftAsync_Canceled_ThrowsOperationCanceledException()
    {
        using var cancellation = new CancellationTokenSource();
        await using IAsyncEnumerator<string> draft = new TicketSorter(new FakeClient("We ", "are ", "sorry."))
            .DraftAsync("I was charged twice!", cancellation.Token).GetAsyncEnumerator(Token);

        Assert.True(await draft.MoveNextAsync());
        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await draft.MoveNextAsync());
    }
}
