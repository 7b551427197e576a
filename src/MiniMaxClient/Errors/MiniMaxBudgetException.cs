namespace MiniMaxClient;

/// <summary>The exception that is thrown if a spend limit is reached or the cost of a call cannot be determined.</summary>
/// <remarks>
/// The call was not sent, or its stream was stopped; the chunks that were received are billed.
/// <see cref="MiniMaxException.RetryAfter"/> is the time until the window of the limit ends; null if waiting does not help,
/// because the cost remains unknown (<see cref="SpendLimit.UnknownCost"/>).
/// </remarks>
public sealed class MiniMaxBudgetException : MiniMaxException
{
    /// <summary>Initializes a new instance of the <see cref="MiniMaxBudgetException"/> class.</summary>
    /// <param name="message">The message that describes the error.</param>
    /// <param name="innerException">The exception that caused this one, or null if there is none.</param>
    public MiniMaxBudgetException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The limit, in US dollars.</summary>
    public decimal Limit { get; init; }

    /// <summary>The amount that was spent when the limit was reached, in US dollars.</summary>
    public decimal Spent { get; init; }
}
