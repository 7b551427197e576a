using System.Text.Json;

namespace MiniMaxClient;

/// <summary>The balance of an account: money, the usage windows of a plan, or both.</summary>
public sealed record AccountBalance
{
    /// <summary>The remaining amount, in <see cref="Currency"/>; null if the provider reports none.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The currency of <see cref="Amount"/>, such as <c>USD</c>; null if the provider reports none.</summary>
    public string? Currency { get; init; }

    /// <summary>The usage windows of a MiniMax plan; empty at other providers.</summary>
    public IReadOnlyList<UsageWindow> Windows { get; init; } = [];

    /// <summary>The other properties of the provider's response, by JSON name.</summary>
    public IReadOnlyDictionary<string, JsonElement> AdditionalProperties { get; init; } = SchemaObject.EmptyProperties;
}

/// <summary>The part of a plan that remains in a time window.</summary>
/// <remarks>
/// MiniMax also sends counts, in <c>model_remains</c> of <see cref="AccountBalance.AdditionalProperties"/>. They are not read:
/// totals are zero since June 2026, and reports disagree about whether the other count is what was used or what remains.
/// </remarks>
public sealed record UsageWindow
{
    private const int UnlimitedOrExcludedStatus = 3;

    /// <summary>The models that the window limits: <c>general</c>, <c>video</c>, or the id of a model.</summary>
    public string? Model { get; init; }

    /// <summary>The kind of the window, which determines its length.</summary>
    public UsageWindowKind Kind { get; init; }

    /// <summary>The remaining part of the window's limit, from 0 to 100; null if the provider did not send it.</summary>
    public decimal? RemainingPercent { get; init; }

    /// <summary>The start of the window, which begins with its first use; null if the provider did not send it.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The time at which the limit is available in full again; null if the provider did not send it.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>The provider's code for the state of the window.</summary>
    /// <value>1 for a limit that applies, 3 for one that does not; other values are not documented.</value>
    public int? Status { get; init; }

    /// <summary>
    /// Whether the window has no limit, or the plan does not include the models (<see cref="Status"/> 3). MiniMax does not
    /// distinguish the two.
    /// </summary>
    public bool IsUnlimitedOrExcluded => Status == UnlimitedOrExcludedStatus;
}

/// <summary>The kind of a usage window.</summary>
public enum UsageWindowKind
{
    /// <summary>A window of five hours.</summary>
    FiveHours,

    /// <summary>A window of seven days.</summary>
    Week,
}
