namespace MiniMaxClient.Testing;

/// <summary>The account of the API keys, whose balance the providers return.</summary>
/// <remarks>Requests do not change it. A key that is <see cref="EmulatorKeyState.OutOfCredits"/> has a balance of 0.</remarks>
public sealed record EmulatorAccount
{
    /// <summary>The prepaid credits in US dollars. Range: at least 0. Default: 100.</summary>
    public decimal Balance { get; init; } = 100;

    /// <summary>
    /// The part of the five-hour window of MiniMax's plan that remains, in percent. Range: 0 to 100. Default: 100.
    /// </summary>
    public int IntervalRemainingPercent { get; init; } = 100;

    /// <summary>
    /// The part of the weekly window of MiniMax's plan that remains, in percent. Range: 0 to 100. Default: 100.
    /// </summary>
    public int WeeklyRemainingPercent { get; init; } = 100;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Balance);
        ArgumentOutOfRangeException.ThrowIfNegative(IntervalRemainingPercent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(IntervalRemainingPercent, 100);
        ArgumentOutOfRangeException.ThrowIfNegative(WeeklyRemainingPercent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(WeeklyRemainingPercent, 100);
    }
}
