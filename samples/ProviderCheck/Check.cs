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

    /// <summary>Creates a check of an earlier exchange, which sends nothing.</summary>
    public static Check Read(string id, string title, string row, Func<CheckContext, Finding> read) =>
        new(id, title, row, CheckCost.None, (context, _) => Task.FromResult(read(context)));
}
