using Microsoft.Extensions.Configuration;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Reads the entries of a configuration section, and reports those that are invalid, missing or unknown.</summary>
/// <param name="section">The section.</param>
/// <param name="path">The path of the section in that of the client, for messages.</param>
/// <param name="addProblem">Adds a message.</param>
internal sealed class SectionReader(IConfigurationSection section, string path, Action<string> addProblem)
{
    private readonly HashSet<string> _readKeys = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the path of the section, for messages.</summary>
    public string Path => path;

    public decimal? ReadDecimal(string key, bool isRequired = false) =>
        ReadValue<decimal>(key, "a number", ConfigurationSetting.TryParseDecimal, isRequired);

    public int? ReadInt32(string key) => ReadValue<int>(key, "an integer", ConfigurationSetting.TryParseInt32);

    public long? ReadInt64(string key, bool isRequired = false) =>
        ReadValue<long>(key, "an integer", ConfigurationSetting.TryParseInt64, isRequired);

    public bool? ReadBoolean(string key) => ReadValue<bool>(key, "true or false", bool.TryParse);

    public TimeSpan? ReadTimeSpan(string key, bool isRequired = false) => ReadValue<TimeSpan>(
        key, ConfigurationSetting.TimeSpanFormat, ConfigurationSetting.TryParseTimeSpan, isRequired);

    /// <summary>Reads a value; returns null if it is missing or invalid.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">The format of a valid value.</param>
    /// <param name="tryParse">Parses the value.</param>
    /// <param name="isRequired">Whether a missing value is a problem.</param>
    public T? ReadValue<T>(
        string key, string expected, ConfigurationSetting.TextParser<T> tryParse, bool isRequired = false)
        where T : struct
    {
        _readKeys.Add(key);
        IConfigurationSection entry = section.GetSection(key);
        if (entry.GetChildren().Any())
            addProblem($"{path}:{key} has child entries; it must be {expected}.");
        else if (entry.Value is not { Length: > 0 } text)
        {
            bool exists = section.GetChildren().Any(
                child => string.Equals(child.Key, key, StringComparison.OrdinalIgnoreCase));
            if (exists)
                addProblem($"{path}:{key} has no value; it must be {expected}.");
            else if (isRequired)
                addProblem($"{path}:{key} is missing; it must be {expected}.");
        }
        else if (tryParse(text, out T value))
            return value;
        else
            addProblem($"{path}:{key} is '{text}'; it must be {expected}.");
        return null;
    }

    /// <summary>Reports a problem of a child section.</summary>
    public void ReportProblem(string problem) => addProblem($"{path}:{problem}");

    /// <summary>Gets whether the section has child entries.</summary>
    public bool HasEntries => section.GetChildren().Any();

    /// <summary>Reports that the section has no child entries, unless its value is reported.</summary>
    public void ReportMissingEntries()
    {
        if (string.IsNullOrEmpty(section.Value))
            addProblem($"{path} has no child entries.");
    }

    /// <summary>Gets the reader of a child section; null if this section does not have it.</summary>
    public SectionReader? ReadSection(string key)
    {
        _readKeys.Add(key);
        return section.GetChildren().FirstOrDefault(
            child => string.Equals(child.Key, key, StringComparison.OrdinalIgnoreCase)) is { } child
                ? new(child, $"{path}:{child.Key}", addProblem)
                : null;
    }

    /// <summary>Gets the reader of each child section whose key was not read; reports a value in the place of one.</summary>
    public IEnumerable<(string Key, SectionReader Reader)> ReadSections()
    {
        ReportValue();
        foreach (IConfigurationSection child in section.GetChildren().Where(child => _readKeys.Add(child.Key)))
        {
            var reader = new SectionReader(child, $"{path}:{child.Key}", addProblem);
            reader.ReportValue();
            if (child.GetChildren().Any())
                yield return (child.Key, reader);
            else if (string.IsNullOrEmpty(child.Value))
                addProblem($"{reader.Path} has no child entries.");
        }
    }

    /// <summary>Reports each entry that was not read.</summary>
    public void ReportUnknownKeys()
    {
        ReportValue();
        foreach (IConfigurationSection child in section.GetChildren().Where(child => !_readKeys.Contains(child.Key)))
            addProblem($"{path}:{child.Key} is not a known setting.");
    }

    // Versions of the configuration packages differ on null and [] of a JSON file: one is null, the other an empty text.
    private void ReportValue()
    {
        if (!string.IsNullOrEmpty(section.Value))
            addProblem($"{path} has a value; it must have child entries.");
    }
}
