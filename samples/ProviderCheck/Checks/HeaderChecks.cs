namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>Headers of all responses of the run.</summary>
internal static class HeaderChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        Check.Read(
            "limit-headers",
            "No response has headers about rate limits.",
            "rate limits: learned limits",
            static context => context.Client.LimitHeaders is { Count: > 0 } names
                ? Finding.Different("none", string.Join(", ", names))
                : Finding.NotOffered("none were seen")),
    ];
}
