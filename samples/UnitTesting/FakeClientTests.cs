namespace MiniMaxClient.Samples.UnitTesting;

/// <summary>By hand: a fake of a few lines, for what the app makes of an answer.</summary>
public sealed class FakeClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sort_AnswerThatFits_IsTheLabel()
    {
        var client = new FakeClient("""{"Queue":"billing",""", """ "IsUrgent":true}""");

        TicketLabel label = await new TicketSorter(client).SortAsync("I was charged twice!", Token);

        Assert.Equal(new TicketLabel("billing", IsUrgent: true), label);
        Assert.Contains(ChatMessage.User("I was charged twice!"), client.Requests[0].Messages);
    }

    [Fact]
    public async Task Draft_OfSeveralPieces_GivesThemAsTheyCome()
    {
        var client = new FakeClient("We are ", "sorry.");

        List<string> pieces = [];
        await foreach (string piece in new TicketSorter(client).DraftAsync("I was charged twice!", Token))
            pieces.Add(piece);

        Assert.Equal(["We are ", "sorry."], pieces);
    }

    [Fact]
    public async Task Draft_Cancelled_Ends()
    {
        using var leaving = new CancellationTokenSource();
        await using IAsyncEnumerator<string> draft = new TicketSorter(new FakeClient("We ", "are ", "sorry."))
            .DraftAsync("I was charged twice!", leaving.Token).GetAsyncEnumerator(Token);

        Assert.True(await draft.MoveNextAsync());
        await leaving.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await draft.MoveNextAsync());
    }
}
