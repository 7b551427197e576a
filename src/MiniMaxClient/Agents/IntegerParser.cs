using System.Globalization;

namespace MiniMaxClient.Agents;

/// <summary>Parses integers in any notation: <c>7</c>, <c>7.0</c>, <c>70e-1</c>.</summary>
internal static class IntegerParser
{
    /// <summary>Whether a text is an integer within the range of <see cref="decimal"/>.</summary>
    /// <remarks>Determined by the digits, because <see cref="decimal"/> rounds <c>1e-40</c> to 0.</remarks>
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
        long integerDigits = (point < 0 ? mantissa.Length : point) + (long)exponent;
        int fraction = (int)Math.Min(Math.Max(integerDigits, 0), digits.Length);
        return !isReadable || digits.Substring(fraction).Trim('0').Length > 0;
    }
}
