using Microsoft.Extensions.Configuration;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Binds the spend limit of a configuration section and collects all problems.</summary>
internal static class SpendLimitBinder
{
    /// <summary>Sets the spend limit of the client.</summary>
    /// <param name="section">The section of the spend limit.</param>
    /// <param name="options">The options.</param>
    /// <param name="clock">The clock; null for the system's.</param>
    public static void Bind(IConfigurationSection section, MiniMaxClientOptions options, TimeProvider? clock)
    {
        var reader = new SectionReader(section, section.Key, options.AddBindingProblem);
        decimal? limit = reader.ReadDecimal(nameof(SpendLimit.Limit), isRequired: true);
        TimeSpan? window = reader.ReadTimeSpan(nameof(SpendLimit.Window), isRequired: true);
        UnknownCost? unknownCost = reader.ReadValue<UnknownCost>(
            nameof(SpendLimit.UnknownCost), "Reject or Warn", ConfigurationSetting.TryParseEnum);
        reader.ReportUnknownKeys();
        bool isLimitValid = limit is { } amount && SpendLimit.IsValidLimit(amount);
        bool isWindowValid = window is { } length && SpendLimit.IsValidWindow(length);
        if (limit is not null && !isLimitValid)
            options.AddBindingProblem($"{reader.Path}:Limit is {limit}; it must be {SpendLimit.LimitRange}.");
        if (window is not null && !isWindowValid)
            options.AddBindingProblem($"{reader.Path}:Window is {window}; it must be {SpendLimit.WindowRange}.");
        if (isLimitValid && isWindowValid)
        {
            options.Client = options.Client with
            {
                SpendLimit = new(limit!.Value, window!.Value, clock) { UnknownCost = unknownCost ?? UnknownCost.Reject },
            };
        }
    }
}
