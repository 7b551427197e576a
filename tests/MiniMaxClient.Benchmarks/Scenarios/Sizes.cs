using MiniMaxClient.Benchmarks.Contenders;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>The sizes of the measurements.</summary>
internal sealed record Sizes
{
    /// <summary>Enough to compare by.</summary>
    public static Sizes Full { get; } = new();

    /// <summary>The smallest sizes with which every client reads a response.</summary>
    public static Sizes Tiny { get; } = new()
    {
        Rounds = 1,
        WarmUp = TimeSpan.Zero,
        MaxWarmUps = 0,
        Sample = TimeSpan.Zero,
        Chunks = 40,
        ManyChunks = 200,
        MaxCallers = 4,
        LoadRounds = 1,
        LoadWarmUps = 0,
        LoadSample = TimeSpan.Zero,
        FirstChunkCalls = 1,
        HistoryBytes = 20_000,
        DocumentBytes = 300_000,
        DocumentWarmUps = 0,
        SlowStreams = [10],
        SlowRounds = 1,
        SlowWindow = TimeSpan.FromSeconds(0.1),
        ColdStarts = 1,
        CompilesAheadOfTime = false,
        GrowthCount = 20,
        BulkRequests = 100,
    };

    /// <summary>The measured clients.</summary>
    public IReadOnlyList<Competitor> Entrants { get; init; } = Competitor.All;

    /// <summary>The number of turns of each client.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>The duration of one pass of the warm-up of each client.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(0.05);

    /// <summary>The maximum number of passes of the warm-up.</summary>
    public int MaxWarmUps { get; init; } = 25;

    /// <summary>The minimum duration of a turn.</summary>
    public TimeSpan Sample { get; init; } = TimeSpan.FromSeconds(0.06);

    /// <summary>The chunks of a stream.</summary>
    public int Chunks { get; init; } = 1000;

    /// <summary>The chunks of a long stream.</summary>
    public int ManyChunks { get; init; } = 20_000;

    /// <summary>The maximum number of callers.</summary>
    public int MaxCallers { get; init; } = int.MaxValue;

    /// <summary>The number of turns of each client against the server.</summary>
    public int LoadRounds { get; init; } = 3;

    /// <summary>The maximum number of passes of the warm-up against the server.</summary>
    public int LoadWarmUps { get; init; } = 12;

    /// <summary>The duration of one of these passes.</summary>
    public TimeSpan LoadWarmUp { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>The minimum duration of a turn against the server.</summary>
    public TimeSpan LoadSample { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The number of first chunks that are timed.</summary>
    public int FirstChunkCalls { get; init; } = 1000;

    /// <summary>The bytes of a long history.</summary>
    public int HistoryBytes { get; init; } = 800_000;

    /// <summary>The bytes of a large document, whose base64 is a third more.</summary>
    public int DocumentBytes { get; init; } = 15_000_000;

    /// <summary>The number of small documents that are sent before the large one.</summary>
    public int DocumentWarmUps { get; init; } = 200;

    /// <summary>The number of slow streams that are open concurrently.</summary>
    public IReadOnlyList<int> SlowStreams { get; init; } = [1000, 5000];

    /// <summary>The number of starts of each client with the most slow streams.</summary>
    public int SlowRounds { get; init; } = 3;

    /// <summary>The duration for which slow streams are observed.</summary>
    public TimeSpan SlowWindow { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The number of cold starts of each program.</summary>
    public int ColdStarts { get; init; } = 11;

    /// <summary>Whether programs are compiled ahead of time.</summary>
    public bool CompilesAheadOfTime { get; init; } = true;

    /// <summary>The n of the growth from n to 2n.</summary>
    public int GrowthCount { get; init; } = 4000;

    /// <summary>The number of requests of a bulk run.</summary>
    public int BulkRequests { get; init; } = 10_000;
}
