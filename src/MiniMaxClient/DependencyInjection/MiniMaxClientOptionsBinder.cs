using Microsoft.Extensions.Configuration;

namespace MiniMaxClient.DependencyInjection;

/// <summary>
/// Reads the options from a configuration section, without reflection and without stopping at the first problem.
/// </summary>
internal static class MiniMaxClientOptionsBinder
{
    private const string Providers = "Providers";

    public static void Bind(IConfiguration section, MiniMaxClientOptions options)
    {
        IConfigurationSection[] entries = [.. section.GetChildren()];
        foreach (IConfigurationSection entry in entries.Where(static entry => !IsProviders(entry)))
            Bind(entry.Key, entry, options);

        // Last, since each provider begins with what the section says for all of them.
        foreach (IConfigurationSection entry in entries.Where(IsProviders))
        {
            MiniMaxClientOptions[] providers = [.. entry.GetChildren().Select(provider =>
            {
                var one = new MiniMaxClientOptions { Client = options.Client };
                Bind(provider, one);
                foreach (string problem in one.Problems)
                    options.AddProblem($"{entry.Key}:{provider.Key}:{problem}");
                return one;
            })];
            options.SetProviders(providers);
            if (providers.Length == 0)
                options.AddProblem($"{entry.Key} contains no provider.");
        }
    }

    private static bool IsProviders(IConfigurationSection entry) =>
        string.Equals(entry.Key, Providers, StringComparison.OrdinalIgnoreCase);

    private static bool IsEnabled(IConfigurationSection entry) =>
        string.Equals(entry.Key, "Enabled", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets what an entry says, or what those below it say.</summary>
    private static void Bind(string path, IConfigurationSection entry, MiniMaxClientOptions options)
    {
        if (OptionSetting.All.TryGetValue(path, out OptionSetting? setting))
        {
            if (!setting.TrySet(entry.Value, options))
            {
                string given = setting.IsShown ? $"is '{entry.Value}'" : "is invalid";
                options.AddProblem($"{path} {given}; it must be {setting.Expected}.");
            }

            return;
        }

        IConfigurationSection[] below = [.. entry.GetChildren()];
        if (OptionSetting.All.TryGetValue(path + ":*", out setting))
        {
            if (entry.Value is not null)
                options.AddProblem($"{path} has a value; it must have child entries.");
            foreach (IConfigurationSection child in below)
            {
                if (child.Value is { } text)
                    setting.SetEntry!(child.Key, text, options);
                else
                    options.AddProblem($"{path}:{child.Key} has no value.");
            }

            return;
        }

        if (below.Length == 0)
            options.AddProblem($"{path} is not a known setting.");

        // What turns a thing on comes before its settings, which would find nothing to be set on.
        foreach (IConfigurationSection child in below.OrderBy(static child => IsEnabled(child) ? 0 : 1))
            Bind($"{path}:{child.Key}", child, options);
    }
}
