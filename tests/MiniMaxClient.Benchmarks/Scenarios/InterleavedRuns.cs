using MiniMaxClient.Benchmarks.Contenders;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>Runs clients in turn in this process and measures each turn.</summary>
internal sealed class InterleavedRuns(Sizes sizes)
{
    private readonly List<(Competitor Entrant, Func<Task> Act)> _runners = [];

    /// <summary>Adds a client.</summary>
    /// <param name="entrant">The client.</param>
    /// <param name="act">One call, checked.</param>
    public void Add(Competitor entrant, Func<Task> act) => _runners.Add((entrant, act));

    /// <summary>Runs the clients in turn, as often as there are rounds.</summary>
    /// <returns>The cost of one call in each round.</returns>
    public async Task<IReadOnlyList<(Competitor Entrant, Cost[] Samples)>> RunAsync()
    {
        await WarmUp.RunAsync(sizes.MaxWarmUps, async () =>
        {
            foreach ((_, Func<Task> act) in _runners)
                await MeasureAsync(act, sizes.WarmUp);
        });
        var samples = new Cost[_runners.Count, sizes.Rounds];
        for (var round = 0; round < sizes.Rounds; round++)
        {
            for (var i = 0; i < _runners.Count; i++)
                samples[i, round] = await MeasureAsync(_runners[i].Act, sizes.Sample);
        }

        return [.. _runners.Select((runner, i) =>
            (runner.Entrant, Enumerable.Range(0, sizes.Rounds).Select(round => samples[i, round]).ToArray()))];
    }

    /// <summary>Runs a client for some time.</summary>
    /// <returns>The cost of one call.</returns>
    public static async Task<Cost> MeasureAsync(Func<Task> act, TimeSpan atLeast)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // The allocations of the process, because a call can continue on another thread.
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        // Processor time instead of wall-clock time, to reduce the influence of other processes.
        TimeSpan started = Environment.CpuUsage.TotalTime;
        var calls = 0;
        TimeSpan elapsed;
        do
        {
            await act();
            calls++;
            elapsed = Environment.CpuUsage.TotalTime - started;
        }
        while (elapsed < atLeast);
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return new(elapsed.TotalNanoseconds / calls, (double)bytes / calls);
    }

    /// <summary>The processor time and the allocations of one call.</summary>
    public readonly record struct Cost(double Nanoseconds, double Bytes);
}
