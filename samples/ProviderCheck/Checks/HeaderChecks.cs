namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>Headers of the successful responses of the run.</summary>
internal static class HeaderChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        Check.Read(
            "limit-headers",
            "No successful response has headers about rate limits.",
            "rate limits: learned limits",
            static context => context.Client.LimitHeaders switch
            {
                null => Finding.NotRun("no successful response"),
                { Count: 0 } => Finding.NotOffered("none were seen"),
                var names => context.Expect(false, "none", string.Join(", ", names)),
            }),
    ];
}
