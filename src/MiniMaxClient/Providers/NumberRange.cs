using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MiniMaxClient;

/// <summary>Represents the range of valid values of a numeric field.</summary>
public sealed record NumberRange
{
    /// <summary>Initializes a new instance.</summary>
    public NumberRange()
    {
    }

    /// <summary>Initializes a new instance with a minimum and a maximum.</summary>
    /// <param name="minimum">The minimum value, inclusive.</param>
    /// <param name="maximum">The maximum value, inclusive; <see cref="double.PositiveInfinity"/> for no maximum.</param>
    [SetsRequiredMembers]
    public NumberRange(double minimum, double maximum)
    {
        Minimum = minimum;
        Maximum = maximum;
    }

    /// <summary>Gets the minimum value, inclusive.</summary>
    public required double Minimum { get; init; }

    /// <summary>Gets the maximum value, inclusive; <see cref="double.PositiveInfinity"/> for no maximum.</summary>
    public required double Maximum { get; init; }

    /// <summary>Determines whether the range contains a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>True if the range contains the value; false otherwise and for <see cref="double.NaN"/>.</returns>
    public bool Contains(double value) => value >= Minimum && value <= Maximum;

    /// <summary>Returns the range as text, such as <c>0 to 2</c>.</summary>
    public override string ToString() => double.IsPositiveInfinity(Maximum)
        ? string.Format(CultureInfo.InvariantCulture, "at least {0}", Minimum)
        : string.Format(CultureInfo.InvariantCulture, "{0} to {1}", Minimum, Maximum);
}
