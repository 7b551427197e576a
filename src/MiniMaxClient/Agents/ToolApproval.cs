namespace MiniMaxClient;

/// <summary>Whether a call may run.</summary>
public readonly record struct ToolApproval
{
    private ToolApproval(bool isApproved, string? reason)
    {
        IsApproved = isApproved;
        Reason = reason;
    }

    /// <summary>The call may run.</summary>
    public static ToolApproval Approved { get; } = new(true, null);

    /// <summary>Whether the call may run; not, for the default value.</summary>
    public bool IsApproved { get; }

    /// <summary>Why it may not, for the model to read; null for no reason.</summary>
    public string? Reason { get; }

    /// <summary>The call may not run.</summary>
    /// <param name="reason">Why, for the model to read.</param>
    public static ToolApproval Denied(string? reason = null) => new(false, reason);
}
