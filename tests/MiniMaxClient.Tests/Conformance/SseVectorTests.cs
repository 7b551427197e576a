using System.Text;
using System.Text.Json;
using MiniMaxClient.Sse;
using MiniMaxClient.Tests.Sse;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests the test vectors of other Server-Sent Events parsers.</summary>
public sealed class SseVectorTests
{
    // The SDK's parser returns an event for a block without data. The expected result follows the specification: "If the data
    // buffer is an empty string, set the data buffer and the event type buffer to the empty string and return."
    private static readonly string[] DeviationsOfSdks =
    [
        "wire-openai-python.json: event_missing_data",
        "wire-openai-python.json: multiple_events",
    ];

    [Theory]
    [InlineData("wire-dotnet-runtime.json")]
    [InlineData("wire-eventsource-parser.json")]
    [InlineData("wire-launchdarkly.json")]
    [InlineData("wire-openai-python.json")]
    [InlineData("wire-undici.json")]
    [InlineData("wire-wpt.json")]
    public async Task Vectors_OfAParser_GiveTheEventsOfTheSpecification(string fileName)
    {
        string file = Assert.Single(ConformanceData.Files("sse", fileName));
        var failures = new List<string>();
        int count = 0;

        foreach (JsonElement vector in await ConformanceData.ReadCasesAsync(file, TestTimeouts.Token))
        {
            count++;
            foreach (Delivery delivery in Deliveries(vector))
            {
                if (await DifferenceAsync(vector, delivery) is { } difference)
                    failures.Add($"{vector.GetProperty("name")}, {delivery.Name}: {difference}");
            }
        }

        Assert.Empty(failures);
        Assert.True(count > 0);
    }

    [Fact]
    public void Vectors_OfAllFiles_AreRead() =>
        Assert.Equal(
            [
                "wire-dotnet-runtime.json", "wire-eventsource-parser.json", "wire-launchdarkly.json", "wire-openai-python.json",
                "wire-undici.json", "wire-wpt.json",
            ],
            ConformanceData.Files("sse", "wire-*.json").Select(Path.GetFileName));

    [Fact]
    public async Task Vectors_WithSdkVariants_AreTheListedOnes()
    {
        var found = new List<string>();
        foreach (string file in ConformanceData.Files("sse", "wire-*.json"))
        {
            foreach (JsonElement vector in await ConformanceData.ReadCasesAsync(file, TestTimeouts.Token))
            {
                if (vector.TryGetProperty("sdk_variant", out _))
                    found.Add($"{Path.GetFileName(file)}: {vector.GetProperty("name")}");
            }
        }

        Assert.Equal(DeviationsOfSdks, found);
    }

    private static IEnumerable<Delivery> Deliveries(JsonElement vector)
    {
        byte[] input = vector.GetProperty("input_b64").GetBytesFromBase64();
        yield return new("whole", [input]);
        yield return new("byte by byte", [.. Enumerable.Range(0, input.Length).Select(at => (ReadOnlyMemory<byte>)input.AsMemory(at, 1))]);
        if (vector.GetProperty("chunks_b64") is { ValueKind: JsonValueKind.Array } chunks)
            yield return new("its own cuts", [.. chunks.EnumerateArray().Select(one => (ReadOnlyMemory<byte>)one.GetBytesFromBase64())]);
    }

    /// <summary>Describes a difference between the events and the vector; null if there is none.</summary>
    private static async Task<string?> DifferenceAsync(JsonElement vector, Delivery delivery)
    {
        using ChunkedStream stream = delivery.Open();
        using var reader = new SseReader(stream, SseEvents.MaxEventBytes);
        CancellationToken token = TestTimeouts.Token;
        var events = new List<SseEvent>();
        var retries = new List<double?>();
        while (await reader.ReadAsync(token) is SseReadResult.Event and var read)
        {
            events.Add(SseEvents.CreateEvent(reader, read));
            retries.Add(reader.ReconnectionTime?.TotalMilliseconds);
        }

        JsonElement[] expected = [.. vector.GetProperty("expected").EnumerateArray()];
        if (events.Count != expected.Length)
            return $"{events.Count} events, not {expected.Length}";
        for (int i = 0; i < expected.Length; i++)
        {
            if (Difference(expected[i], events[i]) is { } difference)
                return $"event {i}: {difference}";
        }

        if (vector.TryGetProperty("retry_after_each", out JsonElement each)
            && !retries.SequenceEqual(each.EnumerateArray().Select(static one => one.ValueKind == JsonValueKind.Null ? (double?)null : one.GetDouble())))
            return $"retry {string.Join(", ", retries)} after each, not {each}";
        return vector.TryGetProperty("retry", out JsonElement retry)
            && reader.ReconnectionTime?.TotalMilliseconds != retry.GetDouble()
            ? $"retry {reader.ReconnectionTime?.TotalMilliseconds}, not {retry}"
            : null;
    }

    private static string? Difference(JsonElement expected, SseEvent seen)
    {
        if (expected.GetProperty("event").GetString() is var type && type != seen.Type)
            return $"type {seen.Type}, not {type}";
        if (expected.GetProperty("data").GetString() != seen.Data)
            return $"other data: {Encoding.UTF8.GetByteCount(seen.Data)} bytes";
        return expected.TryGetProperty("lastEventId", out JsonElement id) && id.GetString() != seen.Id
            ? $"id {seen.Id}, not {id}"
            : null;
    }
}
