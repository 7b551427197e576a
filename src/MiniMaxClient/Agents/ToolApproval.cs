namespace MiniMaxClient;

/// <summary>The decision whether a tool call may run.</summary>
public readonly record struct ToolApproval
{
    private ToolApproval(bool isApproved, string? reason)
    {
        IsApproved = isApproved;
        Reason = reason;
    }

    /// <summary>Gets the approval of a call.</summary>
    public static ToolApproval Approved { get; } = new(true, null);

    /// <summary>Whether the call may run; false for the default value.</summary>
    public bool IsApproved { get; }

    /// <summary>The reason for the denial, sent to the model; null if none was given.</summary>
    public string? Reason { get; }

    /// <summary>Creates the denial of a call.</summary>
    /// <param name="reason">The reason, sent to the model; null for none.</param>
    public static ToolApproval Denied(string? reason = null) => new(false, reason);
}
