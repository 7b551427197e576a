using MiniMaxClient.Samples.ProviderCheck.Checks;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>The checks in the order in which they run.</summary>
internal static class CheckList
{
    /// <summary>Gets all checks of both protocols.</summary>
    public static IReadOnlyList<Check> All { get; } =
    [
        .. ResponseChecks.All,
        .. StreamChecks.All,
        .. ReasoningChecks.All,
        .. EffortChecks.All,
        .. FieldChecks.All,
        .. ToolChecks.All,
        .. ToolChoiceChecks.All,
        .. StructuredOutputChecks.All,
        .. CacheChecks.All,
        .. MediaChecks.All,
        .. ErrorChecks.All,
        .. HistoryChecks.All,
        .. HeaderChecks.All,
    ];

    /// <summary>Gets the checks of a protocol.</summary>
    public static IReadOnlyList<Check> GetChecks(WireProtocol protocol) =>
        [.. All.Where(check => check.Protocol is null || check.Protocol == protocol)];
}
