namespace MiniMaxClient.Samples.Tests.Bulk;

/// <summary>Tests that run one by one and beside no other, since they load the machine.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone
{
    /// <summary>The bound of a whole test, far above what it takes.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>A token that is cancelled when the test is, and at the latest after <see cref="Limit"/>.</summary>
    public static CancellationToken Token => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(Limit, TimeProvider.System).Token).Token;
}
