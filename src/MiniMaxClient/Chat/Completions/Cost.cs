using System.Globalization;

namespace MiniMaxClient;

/// <summary>What a call cost, and how that is known.</summary>
/// <param name="Usd">US dollars.</param>
/// <param name="Source">How the amount is known.</param>
public readonly record struct Cost(decimal Usd, CostSource Source)
{
    /// <summary>The amount and its source.</summary>
    public override string ToString() =>
        string.Format(CultureInfo.InvariantCulture, "{0} USD ({1})", Usd, Source.ToString().ToLowerInvariant());

    /// <summary>The sum; it is known no better than the worse known of the two.</summary>
    public static Cost operator +(Cost left, Cost right) => Add(left, right);

    /// <summary>The sum; it is known no better than the worse known of the two.</summary>
    public static Cost Add(Cost left, Cost right) =>
        new(left.Usd + right.Usd, left.Source > right.Source ? left.Source : right.Source);
}
