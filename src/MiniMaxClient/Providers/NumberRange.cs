using System.Globalization;

namespace MiniMaxClient;

/// <summary>The values that a numeric field may have.</summary>
/// <param name="Minimum">The least value.</param>
/// <param name="Maximum">The greatest value.</param>
public sealed record NumberRange(double Minimum, double Maximum)
{
    /// <summary>Whether the value is in the range; never for a value that is not a number.</summary>
    public bool Contains(double value) => value >= Minimum && value <= Maximum;

    /// <summary>The range in words.</summary>
    public override string ToString() => double.IsPositiveInfinity(Maximum)
        ? string.Format(CultureInfo.InvariantCulture, "at least {0}", Minimum)
        : string.Format(CultureInfo.InvariantCulture, "{0} to {1}", Minimum, Maximum);
}
