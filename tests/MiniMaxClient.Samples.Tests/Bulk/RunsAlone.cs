namespace MiniMaxClient.Samples.Tests.Bulk;

/// <summary>The collection of tests that run sequentially, because they use much of the machine.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone
{
    /// <summary>The timeout of a test, far above its duration.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>Gets a token that is canceled with the test, at the latest after <see cref="Limit"/>.</summary>
    public static CancellationToken Token => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(Limit, TimeProvider.System).Token).Token;
}
