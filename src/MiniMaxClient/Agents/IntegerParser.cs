using System.Globalization;

namespace MiniMaxClient.Agents;

/// <summary>Reads numbers that are whole whatever their form: <c>7</c>, <c>7.0</c>, <c>70e-1</c>.</summary>
internal static class IntegerParser
{
    /// <summary>Whether a text is a whole number within the range of <see cref="decimal"/>.</summary>
    /// <remarks>Its digits decide: a decimal rounds <c>1e-40</c> to 0.</remarks>
    public static bool TryParse(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number) && !HasFraction(text.Trim());

    private static bool HasFraction(string text)
    {
        int exponentAt = text.IndexOfAny(['e', 'E']);
        string mantissa = (exponentAt < 0 ? text : text.Substring(0, exponentAt)).TrimStart('+', '-');
        string digits = mantissa.Replace(".", "");
        if (digits.Trim('0').Length == 0)
            return false;
        string power = exponentAt < 0 ? "0" : text.Substring(exponentAt + 1);
        bool isReadable = int.TryParse(power, NumberStyles.Integer, CultureInfo.InvariantCulture, out int exponent);
        int point = mantissa.IndexOf('.');
        long whole = (point < 0 ? mantissa.Length : point) + (long)exponent;
        int fraction = (int)Math.Min(Math.Max(whole, 0), digits.Length);
        return !isReadable || digits.Substring(fraction).Trim('0').Length > 0;
    }
}
