namespace MiniMaxClient.Agents;

/// <summary>Adds the token usage and the cost of the responses of one operation, or of the steps of a tool run.</summary>
/// <remarks>A sum is null if a response lacks the amount: a sum of the others would look complete.</remarks>
internal static class CompletionTotals
{
    /// <summary>Adds the token usage; null if it is unknown for a response, or if there is none.</summary>
    public static Usage? SumUsage(IEnumerable<ChatCompletion> responses)
    {
        Usage? sum = null;
        foreach (ChatCompletion response in responses)
        {
            if (response.Usage is not { } usage)
                return null;
            sum = sum is null ? usage : sum + usage;
        }

        return sum;
    }

    /// <summary>Adds the costs; null if one is unknown, or if there is none.</summary>
    public static Cost? SumCost(IEnumerable<Cost?> costs)
    {
        Cost? sum = null;
        foreach (Cost? next in costs)
        {
            if (next is not { } cost)
                return null;
            sum = sum is { } total ? total + cost : cost;
        }

        return sum;
    }
}
