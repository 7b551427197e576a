namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Represents the largest cost of a check, in requests and tokens of each.</summary>
/// <param name="Requests">The number of requests that are charged.</param>
/// <param name="MaxTokens">The limit of their output.</param>
/// <param name="PromptTokens">Their prompt, at most.</param>
internal sealed record CheckCost(int Requests, int MaxTokens = CheckCost.DefaultMaxTokens, int PromptTokens = 500)
{
    /// <summary>The limit of the output of a request, which includes the reasoning.</summary>
    public const int DefaultMaxTokens = 1024;

    /// <summary>Gets the cost of a check without a request that is charged.</summary>
    public static CheckCost None { get; } = new(0);

    /// <summary>Calculates the cost at a price.</summary>
    public decimal ToUsd(ModelPrice price) =>
        Requests * ((PromptTokens * price.Input) + (MaxTokens * price.Output)) / 1_000_000m;
}
