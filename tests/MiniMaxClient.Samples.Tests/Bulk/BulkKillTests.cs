using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Fuzz;

namespace MiniMaxClient.Samples.Tests.Bulk;

/// <summary>Kills the bulk sample at random points; each of 10,000 requests must have exactly one result.</summary>
[Collection(nameof(RunsAlone))]
public sealed class BulkKillTests : IDisposable
{
    private const int Lines = 10_000;
    private const int Concurrency = 16;

    private readonly CancellationToken _token = RunsAlone.Token;
    private readonly BulkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_KilledAtRandomPoints_ContinuesWithoutDuplicateResults()
    {
        const int Kills = 8;
        var random = new SeededRandom(42);
        _folder.WriteInput(Lines);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        string[] command = ["run", _folder.Input, _folder.Output, "--concurrency", $"{Concurrency}"];
        for (int i = 0; i < Kills; i++)
        {
            using BulkProcess run = BulkProcess.Start(emulator, command);
            for (int count = random.Next(Lines / Kills); count >= 0; count--)
                await emulator.WaitForRequestAsync(_token);
            await run.KillAsync(_token);
        }

        // Simulates a kill during a write, which random kills rarely hit.
        File.AppendAllText(_folder.Output, """{"id":"batch_req_1","custom_id":"line-99""");
        using (BulkProcess last = BulkProcess.Start(emulator, command))
        {
            string output = await last.WaitForSuccessAsync(_token);
            Assert.Contains("10000 of 10000 lines have a result", output, StringComparison.Ordinal);
        }

        _folder.AssertComplete(Lines);
        // Only requests that were pending, or whose results were not stored yet, are sent again after a kill.
        Assert.InRange(emulator.Requests.Count, Lines, Lines + (Kills * (Concurrency + 1)));

        int requestCount = emulator.Requests.Count;
        using BulkProcess repeated = BulkProcess.Start(emulator, command);
        Assert.StartsWith(
            "10000 lines, 10000 of them completed;", await repeated.WaitForSuccessAsync(_token), StringComparison.Ordinal);
        Assert.Equal(requestCount, emulator.Requests.Count);
    }
}
