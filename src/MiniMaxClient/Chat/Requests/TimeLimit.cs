namespace MiniMaxClient;

/// <summary>What a limit on time may be.</summary>
internal static class TimeLimit
{
    public const string Range = "above zero, at most a day, or infinite";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static bool IsValid(TimeSpan limit) =>
        limit == Timeout.InfiniteTimeSpan || (limit > TimeSpan.Zero && limit <= Longest);
}
