using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Fuzz;

namespace MiniMaxClient.Samples.Tests.Bulk;

/// <summary>Whatever is killed whenever, each of ten thousand requests has its result once.</summary>
[Collection(nameof(RunsAlone))]
public sealed class BulkKillTests : IDisposable
{
    private const int Lines = 10_000;
    private const int Concurrency = 16;

    private readonly CancellationToken _token = RunsAlone.Token;
    private readonly BulkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_KilledAtRandomPoints_GoesOnAndEndsWithEachResultOnce()
    {
        const int Kills = 8;
        var dice = new SeededRandom(42);
        _folder.WriteInput(Lines);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        string[] command = ["run", _folder.Input, _folder.Output, "--concurrency", $"{Concurrency}"];
        for (int i = 0; i < Kills; i++)
        {
            using BulkProcess run = BulkProcess.Start(emulator, command);
            for (int asked = dice.Next(Lines / Kills); asked >= 0; asked--)
                await emulator.WaitForRequestAsync(_token);
            await run.KillAsync(_token);
        }

        // A kill in the middle of a write; such a moment is too short to be met for sure.
        File.AppendAllText(_folder.Output, """{"id":"batch_req_1","custom_id":"line-99""");
        using (BulkProcess last = BulkProcess.Start(emulator, command))
            Assert.Contains("10000 of 10000 lines have their result", await last.WaitForSuccessAsync(_token), StringComparison.Ordinal);

        _folder.AssertComplete(Lines);
        // What was asked twice is what was under way, or about to be stored, when the process died.
        Assert.InRange(emulator.Requests.Count, Lines, Lines + (Kills * (Concurrency + 1)));

        int before = emulator.Requests.Count;
        using BulkProcess again = BulkProcess.Start(emulator, command);
        Assert.StartsWith("10000 lines, 10000 of them done;", await again.WaitForSuccessAsync(_token), StringComparison.Ordinal);
        Assert.Equal(before, emulator.Requests.Count);
    }
}
