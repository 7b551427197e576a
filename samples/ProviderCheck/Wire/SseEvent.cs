using System.Text.Json;

namespace MiniMaxClient.Samples.ProviderCheck.Wire;

/// <summary>Represents an event of a stream, which is read without the library.</summary>
/// <param name="Name">The value of <c>event:</c>; null for none.</param>
/// <param name="Data">The lines of <c>data:</c>.</param>
internal sealed record SseEvent(string? Name, string Data)
{
    public JsonElement Json => RawResponse.Parse(Data);

    /// <summary>Parses a complete stream; comments and other fields are skipped.</summary>
    public static IReadOnlyList<SseEvent> Parse(string body)
    {
        List<SseEvent> events = [];
        string? name = null;
        List<string> data = [];
        foreach (string line in body.ReplaceLineEndings("\n").Split('\n').Append(""))
        {
            if (line.StartsWith("event:", StringComparison.Ordinal))
                name = line[6..].Trim();
            else if (line.StartsWith("data:", StringComparison.Ordinal))
                data.Add(line[5..].TrimStart());
            if (line.Length > 0)
                continue;
            if (data.Count > 0)
                events.Add(new(name, string.Join('\n', data)));
            name = null;
            data = [];
        }

        return events;
    }
}
