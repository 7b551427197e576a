namespace MiniMaxClient.Tests.Support;

/// <summary>The bound on everything that a test waits for: long, because it only strikes when something hangs.</summary>
internal static class TestTimeouts
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    /// <summary>A token that ends a hanging test.</summary>
    public static CancellationToken Token => new CancellationTokenSource(Bound).Token;
}
