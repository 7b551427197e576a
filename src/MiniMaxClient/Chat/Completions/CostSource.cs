namespace MiniMaxClient;

/// <summary>How the cost of a call is known, best first.</summary>
public enum CostSource
{
    /// <summary>The provider told it in US dollars.</summary>
    Reported,

    /// <summary>The provider told it in credits, of which AIML API gives 2,000,000 for a US dollar.</summary>
    Credits,

    /// <summary>It was reckoned from the tokens and a price that the caller registered or the provider listed.</summary>
    Estimated,
}
