using System.Globalization;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Parses a command line of positional arguments, and options with one value each.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _options = [];

    /// <exception cref="UsageException">An option is unknown or has no value.</exception>
    public Arguments(string[] arguments, params string[] options)
    {
        var positional = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
                positional.Add(argument);
            else if (!options.Contains(argument))
                throw new UsageException($"Unknown option: {argument}.");
            else if (++i < arguments.Length)
                _options[argument] = arguments[i];
            else
                throw new UsageException($"{argument} requires a value.");
        }

        Positional = positional;
    }

    public IReadOnlyList<string> Positional { get; }

    /// <summary>Gets the value of an option; null if it is not set.</summary>
    public string? this[string option] => _options.GetValueOrDefault(option);

    /// <summary>Returns the value of a required option.</summary>
    /// <exception cref="UsageException">The option is missing.</exception>
    public string GetRequired(string option) => this[option] ?? throw new UsageException($"{option} is missing.");

    /// <summary>Returns the value of an option as an integer from 1 to 1,000.</summary>
    /// <exception cref="UsageException">The value is invalid.</exception>
    public int GetNumber(string option, int defaultValue)
    {
        if (this[option] is not { } text)
            return defaultValue;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 1000
            ? number
            : throw new UsageException($"{option} is '{text}' but must be an integer from 1 to 1000.");
    }

    /// <summary>Returns the value of an option as a positive amount of money; null if it is not set.</summary>
    /// <exception cref="UsageException">The value is invalid.</exception>
    public decimal? GetMoney(string option)
    {
        if (this[option] is not { } text)
            return null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal usd) && usd > 0
            ? usd
            : throw new UsageException($"{option} is '{text}' but must be an amount in US dollars, such as 2.50.");
    }
}
