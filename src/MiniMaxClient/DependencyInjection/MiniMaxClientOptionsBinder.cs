using Microsoft.Extensions.Configuration;

namespace MiniMaxClient.DependencyInjection;

/// <summary>
/// Reads the options from a configuration section, without reflection and without stopping at the first problem.
/// </summary>
internal static class MiniMaxClientOptionsBinder
{
    private const string ProvidersKey = "Providers";

    public static void Bind(IConfiguration section, MiniMaxClientOptions options)
    {
        IConfigurationSection[] entries = [.. section.GetChildren()];
        foreach (IConfigurationSection entry in entries.Where(static entry => !IsProvidersEntry(entry)))
            Bind(entry.Key, entry, options);

        // Last, since each provider begins with what the section says for all of them.
        foreach (IConfigurationSection entry in entries.Where(IsProvidersEntry))
        {
            MiniMaxClientOptions[] providers = [.. entry.GetChildren().Select(provider =>
            {
                var one = new MiniMaxClientOptions { Client = options.Client };
                Bind(provider, one);
                foreach (string problem in one.BindingProblems)
                    options.AddBindingProblem($"{entry.Key}:{provider.Key}:{problem}");
                return one;
            })];
            options.SetBoundProviders(providers);
            if (providers.Length == 0)
                options.AddBindingProblem($"{entry.Key} contains no provider.");
        }
    }

    private static bool IsProvidersEntry(IConfigurationSection entry) =>
        string.Equals(entry.Key, ProvidersKey, StringComparison.OrdinalIgnoreCase);

    private static bool IsEnabledEntry(IConfigurationSection entry) =>
        string.Equals(entry.Key, "Enabled", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets what an entry says, or what those below it say.</summary>
    private static void Bind(string path, IConfigurationSection entry, MiniMaxClientOptions options)
    {
        if (ConfigurationSetting.AllByPath.TryGetValue(path, out ConfigurationSetting? setting))
        {
            if (!setting.TrySetValue(entry.Value, options))
            {
                string given = setting.CanShowValue ? $"is '{entry.Value}'" : "is invalid";
                options.AddBindingProblem($"{path} {given}; it must be {setting.ExpectedFormat}.");
            }

            return;
        }

        IConfigurationSection[] below = [.. entry.GetChildren()];
        if (ConfigurationSetting.AllByPath.TryGetValue(path + ":*", out setting))
        {
            if (entry.Value is not null)
                options.AddBindingProblem($"{path} has a value; it must have child entries.");
            foreach (IConfigurationSection child in below)
            {
                if (child.Value is { } text)
                    setting.SetDictionaryEntry!(child.Key, text, options);
                else
                    options.AddBindingProblem($"{path}:{child.Key} has no value.");
            }

            return;
        }

        if (below.Length == 0)
            options.AddBindingProblem($"{path} is not a known setting.");

        // What turns a thing on comes before its settings, which would find nothing to be set on.
        foreach (IConfigurationSection child in below.OrderBy(static child => IsEnabledEntry(child) ? 0 : 1))
            Bind($"{path}:{child.Key}", child, options);
    }
}
