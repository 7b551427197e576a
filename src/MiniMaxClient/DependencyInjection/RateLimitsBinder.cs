using Microsoft.Extensions.Configuration;
using MiniMaxClient.Providers;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Binds the rate limits of a configuration section and collects all problems.</summary>
internal static class RateLimitsBinder
{
    private const string PresetKey = "Preset";

    private enum Preset
    {
        ForMiniMax,
        ForUnpaidMiniMax,
    }

    /// <summary>Sets the rate limiter of the client.</summary>
    /// <param name="section">The section of the rate limits.</param>
    /// <param name="options">The options.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    public static void Bind(IConfigurationSection section, MiniMaxClientOptions options, TimeProvider? clock)
    {
        ModelRateLimiterOptions limits = ReadOptions(section, options.AddBindingProblem);
        if (clock is not null)
            limits = limits with { TimeProvider = clock };
        string[] problems = [.. limits.GetProblems()];
        foreach (string problem in problems)
            options.AddBindingProblem($"{section.Key}:{problem}");
        if (problems.Length == 0)
        {
            options.Client = options.Client with
            {
                Resilience = options.Client.Resilience with { RateLimiter = new ModelRateLimiter(limits) },
            };
        }
    }

    /// <summary>Reads the options of the rate limiter.</summary>
    internal static ModelRateLimiterOptions ReadOptions(IConfigurationSection section, Action<string> addProblem)
    {
        var reader = new SectionReader(section, section.Key, addProblem);
        ModelRateLimiterOptions limits = reader.ReadValue<Preset>(
            PresetKey, "ForMiniMax or ForUnpaidMiniMax", ConfigurationSetting.TryParseEnum) switch
        {
            Preset.ForMiniMax => ModelRateLimiterOptions.ForMiniMax(),
            Preset.ForUnpaidMiniMax => ModelRateLimiterOptions.ForUnpaidMiniMax(),
            _ => new(),
        };
        limits = limits with
        {
            Limits = ReadLimits(reader, limits.Limits),
            DefaultLimit = reader.ReadSection(nameof(limits.DefaultLimit)) is { } defaultLimit
                ? ReadLimit(defaultLimit, limits.DefaultLimit)
                : limits.DefaultLimit,
            QueueLimit = reader.ReadInt32(nameof(limits.QueueLimit)) ?? limits.QueueLimit,
            Margin = reader.ReadTimeSpan(nameof(limits.Margin)) ?? limits.Margin,
        };
        reader.ReportUnknownKeys();
        bool hasLimit = limits.Limits.Values.Append(limits.DefaultLimit).Any(
            static limit => limit.RequestsPerMinute is not null || limit.TokensPerMinute is not null);
        if (!hasLimit)
            addProblem($"{reader.Path} contains no limit; set Preset, Limits or DefaultLimit.");
        return limits;
    }

    /// <summary>Reads the limits by model, whose values replace those of the preset.</summary>
    private static Dictionary<string, ModelRateLimit> ReadLimits(
        SectionReader reader, IReadOnlyDictionary<string, ModelRateLimit> preset)
    {
        (string Model, ModelRateLimit Limit)[] own =
        [
            .. reader.ReadSection(nameof(ModelRateLimiterOptions.Limits))?.ReadSections()
                .Select(entry => (entry.Key, ReadLimit(entry.Reader, FindLimit(preset, entry.Key)))) ?? [],
        ];
        // An array has the keys 0, 1 and so on.
        if (own.Any(static one => one.Model.All(char.IsDigit)))
            reader.ReportProblem($"{nameof(ModelRateLimiterOptions.Limits)} is a list; its keys must be models.");
        var all = new Dictionary<string, ModelRateLimit>();
        foreach (KeyValuePair<string, ModelRateLimit> limit in preset)
        {
            if (!own.Any(one => ModelName.IsSame(one.Model, limit.Key)))
                all[limit.Key] = limit.Value;
        }

        foreach ((string model, ModelRateLimit limit) in own)
            all[model] = limit;
        return all;
    }

    private static ModelRateLimit FindLimit(IReadOnlyDictionary<string, ModelRateLimit> limits, string model) =>
        limits.FirstOrDefault(limit => ModelName.IsSame(limit.Key, model)).Value ?? new();

    /// <summary>Reads a limit; a value that the section does not have is that of the preset.</summary>
    private static ModelRateLimit ReadLimit(SectionReader reader, ModelRateLimit preset)
    {
        int? requests = reader.ReadInt32(nameof(ModelRateLimit.RequestsPerMinute));
        long? tokens = reader.ReadInt64(nameof(ModelRateLimit.TokensPerMinute));
        if (!reader.HasEntries)
            reader.ReportMissingEntries();
        reader.ReportUnknownKeys();
        return new()
        {
            RequestsPerMinute = requests ?? preset.RequestsPerMinute,
            TokensPerMinute = tokens ?? preset.TokensPerMinute,
        };
    }
}
