using MiniMaxClient.Benchmarks.Contenders;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>How much is measured.</summary>
internal sealed record Sizes
{
    /// <summary>Enough to compare by.</summary>
    public static Sizes Full { get; } = new();

    /// <summary>Enough to see that every client reads what is sent.</summary>
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

    /// <summary>The clients that take part.</summary>
    public IReadOnlyList<Competitor> Entrants { get; init; } = Competitor.All;

    /// <summary>How often each client has its turn.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>How long each is run in one pass of the warm-up.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(0.05);

    /// <summary>How many passes the warm-up has at most.</summary>
    public int MaxWarmUps { get; init; } = 25;

    /// <summary>How long a turn takes at least.</summary>
    public TimeSpan Sample { get; init; } = TimeSpan.FromSeconds(0.06);

    /// <summary>The chunks of a stream.</summary>
    public int Chunks { get; init; } = 1000;

    /// <summary>The chunks of a long stream.</summary>
    public int ManyChunks { get; init; } = 20_000;

    /// <summary>How many callers there are at most.</summary>
    public int MaxCallers { get; init; } = int.MaxValue;

    /// <summary>How often each client has its turn against the server.</summary>
    public int LoadRounds { get; init; } = 3;

    /// <summary>How many passes the warm-up against the server has at most.</summary>
    public int LoadWarmUps { get; init; } = 12;

    /// <summary>How long each is run in one of them.</summary>
    public TimeSpan LoadWarmUp { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>How long a turn against the server takes at least.</summary>
    public TimeSpan LoadSample { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How many first chunks are timed.</summary>
    public int FirstChunkCalls { get; init; } = 1000;

    /// <summary>The bytes of a long history.</summary>
    public int HistoryBytes { get; init; } = 800_000;

    /// <summary>The bytes of a large document, whose base64 is a third more.</summary>
    public int DocumentBytes { get; init; } = 15_000_000;

    /// <summary>How many small documents are sent before the large one.</summary>
    public int DocumentWarmUps { get; init; } = 200;

    /// <summary>How many slow streams are open at once.</summary>
    public IReadOnlyList<int> SlowStreams { get; init; } = [1000, 5000];

    /// <summary>How often each client with the most slow streams is started.</summary>
    public int SlowRounds { get; init; } = 3;

    /// <summary>How long slow streams are watched.</summary>
    public TimeSpan SlowWindow { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often each program is started cold.</summary>
    public int ColdStarts { get; init; } = 11;

    /// <summary>Whether programs are compiled ahead of time.</summary>
    public bool CompilesAheadOfTime { get; init; } = true;

    /// <summary>The n of the growth from n to 2n.</summary>
    public int GrowthCount { get; init; } = 4000;

    /// <summary>How many requests a bulk run has.</summary>
    public int BulkRequests { get; init; } = 10_000;
}
