namespace MiniMaxClient;

/// <summary>A spend limit is reached, or the cost of a call cannot be known and so cannot be limited.</summary>
/// <remarks>
/// The call was not sent; or it was a stream, which was stopped on the way, and what had come is paid for.
/// <see cref="MiniMaxException.RetryAfter"/> is the time until the window ends; null where waiting does not help, because
/// nothing will tell the cost (<see cref="SpendLimit.UnknownCost"/>).
/// </remarks>
public sealed class MiniMaxBudgetException : MiniMaxException
{
    /// <summary>A failure with a message and, where there is one, its cause.</summary>
    public MiniMaxBudgetException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The limit, in US dollars.</summary>
    public decimal Limit { get; init; }

    /// <summary>What was spent when it was reached, in US dollars.</summary>
    public decimal Spent { get; init; }
}
