using System.Text;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Compares a request with a recorded one.</summary>
internal sealed class CassetteComparison(IReadOnlyCollection<string> ignoredPaths)
{
    /// <summary>The recorded header that is not compared: it says which provider was recorded.</summary>
    public const string HostHeader = "host";

    /// <summary>The headers that are recorded and compared in every request; other recorded headers are compared too.</summary>
    public static readonly string[] ComparedHeaders = ["content-type", "anthropic-version", "anthropic-beta"];

    /// <summary>Finds the differences; an empty list if the requests are equal.</summary>
    /// <param name="recorded">The recorded request.</param>
    /// <param name="sent">The request.</param>
    /// <param name="target">The path and query of the request.</param>
    /// <returns>The differences; those of another address are the only ones.</returns>
    public (bool IsSameAddress, IReadOnlyList<string> Differences) FindDifferences(
        CassetteExchange recorded, RecordedRequest sent, string target)
    {
        List<string> differences = [];
        if (recorded.Method != sent.Method)
            differences.Add($"method: recorded {recorded.Method}, sent {sent.Method}");
        if (!RedactedText.IsMatch(recorded.Path, target))
            differences.Add($"path: recorded {recorded.Path}, sent {target}");
        if (differences.Count > 0)
            return (false, differences);
        AddHeaderDifferences(recorded, sent, differences);
        AddBodyDifferences(recorded.RequestBody, sent.Body, differences);
        return (true, differences);
    }

    private static void AddHeaderDifferences(CassetteExchange recorded, RecordedRequest sent, List<string> differences)
    {
        ILookup<string, string> headers =
            recorded.RequestHeaders.ToLookup(static header => header.Name, static header => header.Value);
        foreach (string name in headers.Select(static group => group.Key).Union(ComparedHeaders))
        {
            if (name == HostHeader)
                continue;
            string? before = headers.Contains(name) ? NormalizeList(string.Join(',', headers[name])) : null;
            string? now = sent.Headers.GetValueOrDefault(name) is { } value ? NormalizeList(value) : null;
            bool isEqual = before is null || now is null
                ? before == now
                : RedactedText.IsMatch(before, now)
                    || (name == "content-type" && before.Equals(now, StringComparison.OrdinalIgnoreCase));
            if (!isEqual)
                differences.Add($"header {name}: recorded {before ?? "nothing"}, sent {now ?? "nothing"}");
        }
    }

    // Several values are one line with commas or several lines.
    private static string NormalizeList(string values) => string.Join(", ", values.Split(',', StringSplitOptions.TrimEntries));

    private void AddBodyDifferences(ReadOnlyMemory<byte> recorded, ReadOnlyMemory<byte> sent, List<string> differences)
    {
        if (recorded.Span.SequenceEqual(sent.Span))
            return;
        if (JsonComparison.TryFindDifferences(recorded, sent, ignoredPaths) is { } found)
        {
            differences.AddRange(found);
            return;
        }

        string before = Encoding.UTF8.GetString(recorded.Span);
        string now = Encoding.UTF8.GetString(sent.Span);
        if (before == now)
            differences.Add($"body: recorded {recorded.Length} bytes, sent {sent.Length} other bytes");
        else if (!RedactedText.IsMatch(before, now))
            differences.Add("body: " + RedactedText.DescribeDifference(before, now));
    }
}
