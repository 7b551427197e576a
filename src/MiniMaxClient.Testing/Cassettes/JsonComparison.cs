using System.Globalization;
using System.Text.Json;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Compares JSON bodies: the order of properties and white space have no meaning.</summary>
internal sealed class JsonComparison
{
    private readonly IReadOnlyCollection<string> _ignoredPaths;
    private readonly List<string> _differences = [];

    private JsonComparison(IReadOnlyCollection<string> ignoredPaths) => _ignoredPaths = ignoredPaths;

    /// <summary>Finds the differences, each with its path; null if one of the bodies is not JSON.</summary>
    public static IReadOnlyList<string>? TryFindDifferences(
        ReadOnlyMemory<byte> recorded, ReadOnlyMemory<byte> sent, IReadOnlyCollection<string> ignoredPaths)
    {
        try
        {
            using JsonDocument before = JsonDocument.Parse(recorded);
            using JsonDocument now = JsonDocument.Parse(sent);
            JsonComparison comparison = new(ignoredPaths);
            comparison.Compare("$", before.RootElement, now.RootElement);
            return comparison._differences;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A name that is not UTF-8 or has half of a surrogate pair causes an InvalidOperationException.
            return null;
        }
    }

    private void Compare(string path, JsonElement recorded, JsonElement sent)
    {
        if (_ignoredPaths.Contains(path))
            return;
        if (recorded.ValueKind == JsonValueKind.Object && sent.ValueKind == JsonValueKind.Object)
            CompareObjects(path, recorded, sent);
        else if (recorded.ValueKind == JsonValueKind.Array && sent.ValueKind == JsonValueKind.Array)
            CompareArrays(path, recorded, sent);
        else if (!IsEqual(recorded, sent))
            AddDifference(path, recorded.GetRawText(), sent.GetRawText());
    }

    private void CompareObjects(string path, JsonElement recorded, JsonElement sent)
    {
        foreach (JsonProperty property in recorded.EnumerateObject())
        {
            string propertyPath = $"{path}.{property.Name}";
            if (sent.TryGetProperty(property.Name, out JsonElement value))
                Compare(propertyPath, property.Value, value);
            else
                AddUnlessIgnored(propertyPath, property.Value.GetRawText(), "nothing");
        }

        foreach (JsonProperty property in sent.EnumerateObject())
        {
            if (!recorded.TryGetProperty(property.Name, out _))
                AddUnlessIgnored($"{path}.{property.Name}", "nothing", property.Value.GetRawText());
        }
    }

    private void CompareArrays(string path, JsonElement recorded, JsonElement sent)
    {
        int recordedLength = recorded.GetArrayLength();
        int sentLength = sent.GetArrayLength();
        for (int i = 0; i < Math.Max(recordedLength, sentLength); i++)
        {
            string itemPath = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            if (i < recordedLength && i < sentLength)
                Compare(itemPath, recorded[i], sent[i]);
            else if (i < recordedLength)
                AddUnlessIgnored(itemPath, recorded[i].GetRawText(), "nothing");
            else
                AddUnlessIgnored(itemPath, "nothing", sent[i].GetRawText());
        }
    }

    private void AddUnlessIgnored(string path, string recorded, string sent)
    {
        if (!_ignoredPaths.Contains(path))
            AddDifference(path, recorded, sent);
    }

    private void AddDifference(string path, string recorded, string sent)
    {
        // A message shows no key.
        bool isSecret = path.StartsWith("$.", StringComparison.Ordinal) && SecretCollection.IsSecretProperty(path["$.".Length..])
            && sent != "nothing";
        _differences.Add($"{path}: {RedactedText.DescribeDifference(recorded, isSecret ? ExchangeRedaction.Mark : sent)}");
    }

    private static bool IsEqual(JsonElement recorded, JsonElement sent)
    {
        if (recorded.GetRawText() == sent.GetRawText())
            return true;
        string? text = GetString(recorded);
        // Numbers are removed as well.
        if (text == ExchangeRedaction.Mark)
            return sent.ValueKind is JsonValueKind.String or JsonValueKind.Number;
        if (text is not null)
            return GetString(sent) is { } other && RedactedText.IsMatch(text, other);
        return recorded.ValueKind == JsonValueKind.Number && sent.ValueKind == JsonValueKind.Number
            && IsEqualNumber(recorded, sent);
    }

    private static bool IsEqualNumber(JsonElement first, JsonElement second) =>
        first.TryGetDecimal(out decimal exact) && second.TryGetDecimal(out decimal other)
            ? exact == other
            : first.TryGetDouble(out double value) && second.TryGetDouble(out double otherValue) && value.Equals(otherValue);

    private static string? GetString(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return value.GetRawText();
        }
    }
}
