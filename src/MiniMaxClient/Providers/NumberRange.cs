using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MiniMaxClient;

/// <summary>The range of valid values of a numeric field.</summary>
public sealed record NumberRange
{
    /// <summary>Creates a range.</summary>
    public NumberRange()
    {
    }

    /// <summary>Creates a range.</summary>
    /// <param name="minimum">The minimum value, inclusive.</param>
    /// <param name="maximum">The maximum value, inclusive; <see cref="double.PositiveInfinity"/> for no maximum.</param>
    [SetsRequiredMembers]
    public NumberRange(double minimum, double maximum)
    {
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>The minimum value, inclusive.</summary>
    public required double Minimum { get; init; }

    /// <summary>The maximum value, inclusive; <see cref="double.PositiveInfinity"/> for no maximum.</summary>
    public required double Maximum { get; init; }

    /// <summary>Whether the range contains a value; false for <see cref="double.NaN"/>.</summary>
    /// <param name="value">The value.</param>
    public bool Contains(double value) => value >= Minimum && value <= Maximum;

    /// <summary>Returns the range as text, such as <c>0 to 2</c>.</summary>
    public override string ToString() => double.IsPositiveInfinity(Maximum)
        ? string.Format(CultureInfo.InvariantCulture, "at least {0}", Minimum)
        : string.Format(CultureInfo.InvariantCulture, "{0} to {1}", Minimum, Maximum);
}
