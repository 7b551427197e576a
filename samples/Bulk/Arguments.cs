using System.Globalization;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>What stands on the command line: words, and options with a value each.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _options = [];

    /// <exception cref="UsageException">An option is unknown or has no value.</exception>
    public Arguments(string[] arguments, params string[] options)
    {
        var words = new List<string>();
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (!argument.StartsWith("--", StringComparison.Ordinal))
                words.Add(argument);
            else if (!options.Contains(argument))
                throw new UsageException($"{argument} is no option here.");
            else
                _options[argument] = ++i < arguments.Length ? arguments[i] : throw new UsageException($"{argument} needs a value.");
        }

        Words = words;
    }

    public IReadOnlyList<string> Words { get; }

    /// <summary>The value of an option; null when it is not there.</summary>
    public string? this[string option] => _options.GetValueOrDefault(option);

    /// <summary>The value of an option that must be there.</summary>
    public string Required(string option) => this[option] ?? throw new UsageException($"{option} is missing.");

    /// <summary>A whole number from 1 to 1,000.</summary>
    public int Number(string option, int otherwise) => this[option] is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 1000
            ? number
            : throw new UsageException($"{option} is {text}; it must be a whole number from 1 to 1000.");

    /// <summary>An amount of money above zero; null when it is not there.</summary>
    public decimal? Money(string option) => this[option] is not { } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal usd) && usd > 0 ? usd
        : throw new UsageException($"{option} is {text}; it must be an amount of US dollars, such as 2.50.");
}
