namespace MiniMaxClient.Tests.Support;

/// <summary>The bound of every wait in a test: far above what any takes, so that a hang is a failure and not a hang.</summary>
internal static class TestTimeouts
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>A token that is cancelled when the test is, and at the latest after <see cref="Limit"/>.</summary>
    public static CancellationToken Token => CancellationTokenSource.CreateLinkedTokenSource(
        TestContext.Current.CancellationToken, new CancellationTokenSource(Limit, TimeProvider.System).Token).Token;
}
