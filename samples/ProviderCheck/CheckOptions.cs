using System.Globalization;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Represents the command line.</summary>
internal sealed record CheckOptions
{
    public const string Usage = """
        Compares a provider with what MiniMaxClient assumes about it.

        dotnet run --project samples/ProviderCheck -- [options]

          --provider <name>    minimax, aimlapi, runapi or modelslab; default: each one whose API key is set
          --address <url>      an OpenAI-compatible host; with --provider, another address of that provider
          --messages           only the Messages protocol; for --address: an Anthropic-compatible host
          --chat               only chat completions
          --model <id>         default: MiniMax-M3.1-Flash; RunAPI: MiniMax-M3; ModelsLab: MiniMax-M2
          --emulator           the emulator of a provider; default without a key: that of AIML API
          --price <in> <out>   US dollars per million tokens, to estimate costs; default: listed, or else 1.00 and 4.00
          --max-cost <usd>     the spend ceiling of the run; default: 0.10
          --timeout <seconds>  the timeout of each check; default: 120
          --output <folder>    the folder of the report and the cassette; default: the current one
          --help               this text

        The API keys are read from

          MINIMAX_API_KEY
          AIMLAPI_API_KEY
          RUNAPI_API_KEY (or RUNAPI_KEY)
          MODELSLAB_API_KEY
          MINIMAXCLIENT_API_KEY (--address)

        Exit code: 0 as assumed, 1 differences, 2 wrong usage, 3 incomplete: no differences, but checks did not run.
        """;

    public string? Provider { get; init; }

    public string? Address { get; init; }

    public string? Model { get; init; }

    public bool OnlyMessages { get; init; }

    public bool OnlyChat { get; init; }

    public bool UsesEmulator { get; init; }

    /// <summary>Gets the price of the model; null for the listed or the assumed one.</summary>
    public ModelPrice? Price { get; init; }

    public decimal MaxCost { get; init; } = 0.10m;

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    public string OutputFolder { get; init; } = ".";

    public bool ShowsHelp { get; init; }

    /// <summary>Parses a command line.</summary>
    /// <exception cref="UsageException">An option is unknown, or its value is missing or invalid.</exception>
    public static CheckOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new CheckOptions();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            options = name switch
            {
                "--help" or "-h" => options with { ShowsHelp = true },
                "--messages" => options with { OnlyMessages = true },
                "--chat" => options with { OnlyChat = true },
                "--provider" => options with { Provider = GetValue() },
                "--address" => options with { Address = GetValue() },
                "--model" => options with { Model = GetValue() },
                "--output" => options with { OutputFolder = GetValue() },
                "--emulator" => options with { UsesEmulator = true },
                "--price" => options with
                {
                    Price = ModelPrice.PerMillionTokens(ParseMoney("--price", GetValue()), ParseMoney("--price", GetValue())),
                },
                "--max-cost" => options with { MaxCost = ParseMoney("--max-cost", GetValue()) },
                "--timeout" => options with { Timeout = ParseSeconds(GetValue()) },
                _ => throw new UsageException($"Unknown option: {name}."),
            };

            string GetValue() => ++i < arguments.Count && !arguments[i].StartsWith("--", StringComparison.Ordinal)
                ? arguments[i]
                : throw new UsageException($"{name} requires a value.");
        }

        return options switch
        {
            { OnlyMessages: true, OnlyChat: true } => throw new UsageException("--messages and --chat exclude each other."),
            { UsesEmulator: true, Address: not null } => throw new UsageException("--emulator and --address exclude each other."),
            _ => options,
        };
    }

    private static decimal ParseMoney(string name, string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal usd) && usd <= 100
            ? usd
            : throw new UsageException($"{name} is '{text}' but must be an amount from 0 to 100 US dollars, such as 0.25.");

    private static TimeSpan ParseSeconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= 1 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw new UsageException($"--timeout is '{text}' but must be 1 to 3600 seconds.");
}

/// <summary>The exception that is thrown if the command line or the environment is invalid.</summary>
internal sealed class UsageException(string message) : Exception(message);
