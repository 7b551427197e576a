using System.Text.Json;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Fuzz;

namespace MiniMaxClient.Samples.Tests.Bulk;

/// <summary>Tests the workers of the bulk sample on RabbitMQ.</summary>
[Collection(nameof(RunsAlone))]
public sealed class BulkRabbitTests : IDisposable
{
    private const string Queue = "minimax-bulk";
    private const int Lines = 10_000;
    private const int Workers = 3;
    private const int Concurrency = 16;

    private readonly CancellationToken _token = RunsAlone.Token;
    private readonly BulkFolder _folder = new();
    private BulkProcess[] _workers = [];
    private int _requestCount;

    public void Dispose()
    {
        foreach (BulkProcess worker in _workers)
            worker.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Workers_KilledAndDisconnectedAtRandomPoints_StoreEachResultOnce()
    {
        const int Faults = 12;
        var random = new SeededRandom(42);
        _folder.WriteInput(Lines);
        await using RabbitNode node = await RabbitNode.StartAsync(_token);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        string[] command = ["work", "--rabbit", node.Uri, "--out", _folder["results"], "--concurrency", $"{Concurrency}"];
        BulkProcess Start(int worker) => BulkProcess.Start(emulator, [.. command, "--name", $"worker-{worker}"]);

        // The workers start before the queue exists, and the connections are closed while the queue is filled.
        BulkProcess[] workers = _workers = [.. Enumerable.Range(0, Workers).Select(Start)];
        using BulkProcess enqueue = BulkProcess.Start("enqueue", _folder.Input, "--rabbit", node.Uri, "--tries", "30");
        await WaitForRequestsAsync(emulator, 1 + random.Next(500));
        await CloseConnectionsAsync(node, emulator);
        Assert.Contains("10000 lines are in the queue", await enqueue.WaitForSuccessAsync(_token), StringComparison.Ordinal);

        int kills = 0;
        for (int fault = 0; fault < Faults; fault++)
        {
            await WaitForRequestsAsync(emulator, random.Next(Lines / Faults));
            if (fault % 3 == 2)
            {
                await CloseConnectionsAsync(node, emulator);
                continue;
            }

            kills++;
            int worker = random.Next(Workers);
            await workers[worker].KillAsync(_token);
            workers[worker].Dispose();
            workers[worker] = Start(worker);
        }

        await WaitForRequestsAsync(emulator, Lines - _requestCount);
        while (await node.CountMessagesAsync(Queue, _token) > 0)
            _token.ThrowIfCancellationRequested();
        foreach (BulkProcess worker in workers)
            worker.Terminate();
        foreach (BulkProcess worker in workers)
            Assert.Contains("results are in", await worker.WaitForSuccessAsync(_token), StringComparison.Ordinal);

        for (int i = 0; i < 2; i++)
        {
            using BulkProcess collect =
                BulkProcess.Start("collect", _folder.Output, "--from", _folder["results"], "--rabbit", node.Uri);
            string output = await collect.WaitForSuccessAsync(_token);
            Assert.Contains("10000 results are in", output, StringComparison.Ordinal);
            Assert.Contains("added for dead-lettered requests: 0;", output, StringComparison.Ordinal);
        }

        _folder.AssertComplete(Lines);
        Assert.Equal(8, kills);
        TestContext.Current.SendDiagnosticMessage($"{emulator.Requests.Count} requests for {Lines} lines.");
    }

    [Fact]
    public async Task Request_FailingOnEachDelivery_IsDeadLetteredWithItsError()
    {
        _folder.WriteInput(1);
        await using RabbitNode node = await RabbitNode.StartAsync(_token);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        // Three deliveries, each with the client's own three attempts.
        emulator.Enqueue([.. Enumerable.Repeat(Reply.Error(500, "The model fell over"), 9)]);
        using (BulkProcess enqueue = BulkProcess.Start("enqueue", _folder.Input, "--rabbit", node.Uri, "--tries", "3"))
            await enqueue.WaitForSuccessAsync(_token);
        using BulkProcess worker = BulkProcess.Start(emulator, "work", "--rabbit", node.Uri, "--out", _folder["results"]);

        await WaitForRequestsAsync(emulator, 9);
        while (await node.CountMessagesAsync(Queue + ".dead", _token) == 0)
            _token.ThrowIfCancellationRequested();
        worker.Terminate();
        await worker.WaitForSuccessAsync(_token);
        using BulkProcess collect =
            BulkProcess.Start("collect", _folder.Output, "--from", _folder["results"], "--rabbit", node.Uri);
        Assert.Contains(
            "added for dead-lettered requests: 1;", await collect.WaitForSuccessAsync(_token), StringComparison.Ordinal);

        Assert.Equal(9, emulator.Requests.Count);
        JsonElement result = Assert.Single(_folder.ReadOutput());
        Assert.Equal("line-0", BulkFolder.GetCustomId(result));
        Assert.Equal(500, result.GetProperty("response").GetProperty("status_code").GetInt32());
        string message = result.GetProperty("error").GetProperty("message").GetString()!;
        Assert.Contains("The model fell over", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Workers_Type_StoreValuesUsageAndErrors()
    {
        const int Count = 200;
        _folder.WriteInput(Count);
        await using RabbitNode node = await RabbitNode.StartAsync(_token);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = BulkFolder.RespondWithInvoice }, _token);
        using (BulkProcess enqueue = BulkProcess.Start("enqueue", _folder.Input, "--rabbit", node.Uri))
            await enqueue.WaitForSuccessAsync(_token);
        using (BulkProcess early = BulkProcess.Start(
            "collect", _folder.Output, "--from", Directory.CreateDirectory(_folder["results"]).FullName, "--rabbit", node.Uri))
        {
            Assert.Contains(
                "200 requests still wait in minimax-bulk; workers: 0.", await early.WaitForSuccessAsync(_token), StringComparison.Ordinal);
        }

        _workers =
        [
            .. Enumerable.Range(0, 2).Select(worker => BulkProcess.Start(
                emulator, "work", "--rabbit", node.Uri, "--out", _folder["results"], "--name", $"worker-{worker}", "--type", "invoice")),
        ];
        await WaitForRequestsAsync(emulator, Count + 3);
        while (await node.CountMessagesAsync(Queue, _token) > 0)
            _token.ThrowIfCancellationRequested();
        foreach (BulkProcess worker in _workers)
            worker.Terminate();
        foreach (BulkProcess worker in _workers)
            await worker.WaitForSuccessAsync(_token);
        using BulkProcess collect =
            BulkProcess.Start("collect", _folder.Output, "--from", _folder["results"], "--rabbit", node.Uri);
        Assert.Contains("200 results are in", await collect.WaitForSuccessAsync(_token), StringComparison.Ordinal);

        _folder.AssertInvoices(Count);
    }

    [Fact]
    public async Task Requests_QueuedTwice_AreSentOnceAndAllAcknowledged()
    {
        const int Few = 10;
        _folder.WriteInput(Few);
        await using RabbitNode node = await RabbitNode.StartAsync(_token);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        var held = new TaskCompletionSource();
        emulator.Enqueue([.. Enumerable.Repeat(Reply.Text(BulkFolder.HeldText).HoldUntil(held.Task), Few)]);
        for (int i = 0; i < 2; i++)
        {
            using BulkProcess enqueue = BulkProcess.Start("enqueue", _folder.Input, "--rabbit", node.Uri);
            await enqueue.WaitForSuccessAsync(_token);
        }

        using BulkProcess worker = BulkProcess.Start(
            emulator, "work", "--rabbit", node.Uri, "--out", _folder["results"], "--concurrency", $"{2 * Few}");
        // One of the two deliveries is acknowledged while the request is pending.
        while (await node.CountMessagesAsync(Queue, _token) != Few)
            _token.ThrowIfCancellationRequested();
        held.SetResult();
        while (await node.CountMessagesAsync(Queue, _token) > 0)
            _token.ThrowIfCancellationRequested();
        worker.Terminate();

        Assert.Contains("10 results are in", await worker.WaitForSuccessAsync(_token), StringComparison.Ordinal);
        Assert.Equal(Few, emulator.Requests.Count);
    }

    [Fact]
    public async Task Worker_ChannelClosedDuringSlowResponse_StoresResultAndContinues()
    {
        _folder.WriteInput(1);
        await using RabbitNode node = await RabbitNode.StartAsync(_token);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        var held = new TaskCompletionSource();
        emulator.Enqueue(Reply.Text(BulkFolder.HeldText).HoldUntil(held.Task));
        // By default the broker waits 30 minutes for an acknowledgement, which a rate limit can exceed.
        await node.RunControlAsync(
            _token, "eval", "[application:set_env(rabbit, K, 1000) || K <- [consumer_timeout, channel_tick_interval]].");
        using (BulkProcess enqueue = BulkProcess.Start("enqueue", _folder.Input, "--rabbit", node.Uri, "--tries", "1000"))
            await enqueue.WaitForSuccessAsync(_token);
        using BulkProcess worker = BulkProcess.Start(
            emulator, "work", "--rabbit", node.Uri, "--out", _folder["results"], "--name", "worker");
        await WaitForRequestsAsync(emulator, 1);

        // After its channel is closed, the worker cannot open another one until the response has arrived.
        await node.RunControlAsync(_token, "set_vhost_limits", "{\"max-connections\":0}");
        while (await node.HasConnectionsAsync(_token))
            _token.ThrowIfCancellationRequested();
        held.SetResult();
        while (new FileInfo(_folder["results/worker.results.jsonl"]).Length == 0)
            await node.CountMessagesAsync(Queue, _token);
        await node.RunControlAsync(_token, "clear_vhost_limits");
        while (await node.CountMessagesAsync(Queue, _token) > 0)
            _token.ThrowIfCancellationRequested();
        worker.Terminate();

        Assert.Contains("1 results are in", await worker.WaitForSuccessAsync(_token), StringComparison.Ordinal);
        Assert.Single(emulator.Requests);
    }

    /// <summary>Closes all connections to the broker while the workers wait for paused responses.</summary>
    private async Task CloseConnectionsAsync(RabbitNode node, MiniMaxEmulator emulator)
    {
        var held = new TaskCompletionSource();
        emulator.Enqueue([.. Enumerable.Repeat(Reply.Text(BulkFolder.HeldText).HoldUntil(held.Task), Workers * Concurrency)]);
        await WaitForRequestsAsync(emulator, Concurrency);
        await node.CloseConnectionsAsync(_token);
        held.SetResult();
    }

    /// <summary>Waits for a number of further requests.</summary>
    private async Task WaitForRequestsAsync(MiniMaxEmulator emulator, int count)
    {
        for (; count > 0; count--, _requestCount++)
            await emulator.WaitForRequestAsync(_token);
    }
}
