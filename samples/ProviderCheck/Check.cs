namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Represents one check.</summary>
/// <param name="Id">The stable id.</param>
/// <param name="Title">The assumption, as a sentence.</param>
/// <param name="Row">The member or the row of the providers page that states the assumption, and changes if it is wrong.</param>
/// <param name="Cost">The largest cost.</param>
/// <param name="RunAsync">Runs the check.</param>
internal sealed record Check(
    string Id, string Title, string Row, CheckCost Cost, Func<CheckContext, CancellationToken, Task<Finding>> RunAsync)
{
    /// <summary>Gets the protocols that have the feature; null for all.</summary>
    public WireProtocol? Protocol { get; init; }

    /// <summary>Gets whether the check only examines earlier exchanges.</summary>
    public bool SendsNothing { get; private init; }

    /// <summary>Creates a check of an earlier exchange, which sends nothing.</summary>
    public static Check Read(string id, string title, string row, Func<CheckContext, Finding> read) =>
        new(id, title, row, CheckCost.None, (context, _) => Task.FromResult(read(context))) { SendsNothing = true };
}

/// <summary>Represents the largest cost of a check, in requests and tokens of each.</summary>
/// <param name="Requests">The number of requests that are charged.</param>
/// <param name="MaxTokens">The limit of their output; null for that of the target.</param>
/// <param name="PromptTokens">Their prompt, at most.</param>
internal sealed record CheckCost(int Requests, int? MaxTokens = null, int PromptTokens = 500)
{
    /// <summary>The limit of the output of a request, which includes the reasoning.</summary>
    public const int DefaultMaxTokens = 1024;

    /// <summary>The limit after a response was cut at <see cref="DefaultMaxTokens"/>.</summary>
    public const int LargeMaxTokens = 4096;

    /// <summary>Gets the cost of a check without a request that is charged.</summary>
    public static CheckCost None { get; } = new(0);

    /// <summary>Calculates the cost at a price.</summary>
    /// <param name="price">The price.</param>
    /// <param name="targetMaxTokens">The limit of the output at the target.</param>
    public decimal ToUsd(ModelPrice price, int targetMaxTokens = DefaultMaxTokens) =>
        Requests * ((PromptTokens * price.Input) + ((MaxTokens ?? targetMaxTokens) * price.Output)) / 1_000_000m;
}

/// <summary>Represents the result of a check of one target.</summary>
/// <param name="Check">The check.</param>
/// <param name="Finding">What it found.</param>
/// <param name="Duration">The duration of the check.</param>
internal sealed record CheckResult(Check Check, Finding Finding, TimeSpan Duration);

/// <summary>Represents the results of one target.</summary>
/// <param name="Target">The provider and the protocol.</param>
/// <param name="Results">The results in the order of the checks.</param>
/// <param name="CostUsd">The cost of the checks, reported or estimated.</param>
internal sealed record TargetResult(Target Target, IReadOnlyList<CheckResult> Results, decimal CostUsd)
{
    /// <summary>Gets whether a check examined a response.</summary>
    public bool HasEvidence => Results.Any(static result => result.Finding.Exchange is not null);

    public int Count(Outcome outcome) => Results.Count(result => result.Finding.Outcome == outcome);
}
