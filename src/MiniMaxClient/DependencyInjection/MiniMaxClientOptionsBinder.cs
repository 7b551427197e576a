using Microsoft.Extensions.Configuration;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Binds a configuration section to the options, without reflection, and collects all problems.</summary>
internal static class MiniMaxClientOptionsBinder
{
    private const string ProvidersKey = "Providers";

    /// <param name="section">The section.</param>
    /// <param name="options">The options.</param>
    /// <param name="clock">The clock of the spend limit and the rate limits; null for the system's.</param>
    public static void Bind(IConfiguration section, MiniMaxClientOptions options, TimeProvider? clock = null)
    {
        IConfigurationSection[] entries = [.. section.GetChildren()];
        foreach (IConfigurationSection entry in entries.Where(static entry => !IsProvidersEntry(entry)))
        {
            if (!TryBindObject(entry, options, clock))
                Bind(entry.Key, entry, options);
        }

        // Last, because each provider starts with the settings that the section has for all of them.
        foreach (IConfigurationSection entry in entries.Where(IsProvidersEntry))
        {
            var providers = new List<MiniMaxClientOptions>();
            foreach (IConfigurationSection child in entry.GetChildren())
            {
                var provider = new MiniMaxClientOptions { Client = options.Client };
                Bind(child, provider, clock);
                if (options.Client.SpendLimit is { } limit && !ReferenceEquals(provider.Client.SpendLimit, limit))
                    provider.AddBindingProblem("SpendLimit is set, and next to Providers; set only one of them.");
                foreach (string problem in provider.BindingProblems)
                    options.AddBindingProblem($"{entry.Key}:{child.Key}:{problem}");
                providers.Add(provider);
            }

            options.SetBoundProviders(providers);
            if (providers.Count == 0)
                options.AddBindingProblem($"{entry.Key} contains no provider.");
        }
    }

    /// <summary>Binds an entry that describes lists, dictionaries or objects; returns false for any other entry.</summary>
    private static bool TryBindObject(IConfigurationSection entry, MiniMaxClientOptions options, TimeProvider? clock)
    {
        switch (entry.Key.ToUpperInvariant())
        {
            case "MODELS":
                ModelListBinder.Bind(entry, options);
                return true;
            case "APIKEYS":
                BindKeys(entry, options);
                return true;
            case "SPENDLIMIT":
                SpendLimitBinder.Bind(entry, options, clock);
                return true;
            case "PRICES":
                ModelPricesBinder.Bind(entry, options);
                return true;
            case "RATELIMITS":
                RateLimitsBinder.Bind(entry, options, clock);
                return true;
            default:
                return false;
        }
    }

    private static bool IsProvidersEntry(IConfigurationSection entry) =>
        string.Equals(entry.Key, ProvidersKey, StringComparison.OrdinalIgnoreCase);

    private static bool IsEnabledEntry(IConfigurationSection entry) =>
        string.Equals(entry.Key, "Enabled", StringComparison.OrdinalIgnoreCase);

    private static void BindKeys(IConfigurationSection entry, MiniMaxClientOptions options)
    {
        options.ApiKeys.Clear();
        foreach (string key in ReadKeys(entry))
            options.ApiKeys.Add(key);
        if (options.ApiKeys.Count == 0)
            options.AddBindingProblem($"{entry.Key} contains no key; it must be a list of keys.");
        options.SetConfiguredKeys(() => ReadKeys(entry));
    }

    private static string[] ReadKeys(IConfigurationSection entry) =>
        [.. entry.GetChildren().Select(static child => child.Value ?? "")];

    /// <summary>Sets the option of an entry, or the options of its child entries.</summary>
    private static void Bind(string path, IConfigurationSection entry, MiniMaxClientOptions options)
    {
        if (string.Equals(path, nameof(options.ApiKey), StringComparison.OrdinalIgnoreCase))
            options.SetConfiguredKeys(() => [entry.Value ?? ""]);
        if (ConfigurationSetting.AllByPath.TryGetValue(path, out ConfigurationSetting? setting))
        {
            if (entry.GetChildren().Any())
                options.AddBindingProblem($"{path} has child entries; it must be {setting.ExpectedFormat}.");
            else if (!setting.TrySetValue(entry.Value, options))
            {
                string actual = setting.CanShowValue ? $"is '{entry.Value}'" : "is invalid";
                options.AddBindingProblem($"{path} {actual}; it must be {setting.ExpectedFormat}.");
            }

            return;
        }

        IConfigurationSection[] children = [.. entry.GetChildren()];
        if (ConfigurationSetting.AllByPath.TryGetValue(path + ":*", out setting))
        {
            if (entry.Value is not null)
                options.AddBindingProblem($"{path} has a value; it must have child entries.");
            foreach (IConfigurationSection child in children)
            {
                if (child.Value is { } text)
                    setting.SetDictionaryEntry!(child.Key, text, options);
                else
                    options.AddBindingProblem($"{path}:{child.Key} has no value.");
            }

            return;
        }

        if (children.Length == 0)
            options.AddBindingProblem($"{path} is not a known setting.");

        // "Enabled" first, because the other settings of a circuit breaker have no effect while it is null.
        foreach (IConfigurationSection child in children.OrderBy(static child => IsEnabledEntry(child) ? 0 : 1))
            Bind($"{path}:{child.Key}", child, options);
    }
}
