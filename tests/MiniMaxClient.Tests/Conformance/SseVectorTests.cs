using System.Text;
using System.Text.Json;
using MiniMaxClient.Sse;
using MiniMaxClient.Tests.Sse;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests the syntax of Server-Sent Events.</summary>
public sealed class SseVectorTests
{
    private const string Kind = "sse";

    // Each position of a short input is a cut; of a long one, the vector's own cuts suffice.
    private const int MaxCutInput = 256;

    public static IEnumerable<TheoryDataRow<string>> Vectors => ConformanceData.GetRows(Kind);

    [Theory]
    [MemberData(nameof(Vectors))]
    public async Task Stream_InAnyDelivery_GivesTheEventsOfTheSpecification(string id)
    {
        ConformanceVector vector = ConformanceData.FindVector(Kind, id);
        foreach (Delivery delivery in EnumerateDeliveries(vector))
        {
            string? difference = await FindDifferenceAsync(vector, delivery);
            Assert.True(difference is null, $"Delivered as {delivery.Name}: {difference}");
        }
    }

    private static IEnumerable<Delivery> EnumerateDeliveries(ConformanceVector vector)
    {
        byte[] input = vector.GetBytes();
        if (vector.Get("cuts") is { ValueKind: JsonValueKind.Array } cuts)
            yield return DeliveryMatrix.CutAt(input, cuts.EnumerateArray().Select(static cut => cut.GetInt32())) with { Name = "own cuts" };
        IEnumerable<Delivery> others = DeliveryMatrix.EnumerateCuts(input);
        // The first two are the whole and single bytes.
        foreach (Delivery delivery in input.Length > MaxCutInput ? others.Take(2) : others)
            yield return delivery;
    }

    /// <summary>Describes a difference between the events and the vector; null if there is none.</summary>
    private static async Task<string?> FindDifferenceAsync(ConformanceVector vector, Delivery delivery)
    {
        using ChunkedStream stream = delivery.Open();
        using var reader = new SseReader(stream, SseEvents.MaxEventBytes);
        CancellationToken token = TestContext.Current.CancellationToken;
        var events = new List<SseEvent>();
        var retries = new List<double?>();
        // By the specification, an event that is not complete at the end is discarded.
        while (await reader.ReadAsync(token) is SseReadResult.Event and var read)
        {
            events.Add(SseEvents.CreateEvent(reader, read));
            retries.Add(reader.ReconnectionTime?.TotalMilliseconds);
        }

        JsonElement[] expected = [.. vector.Expected.EnumerateArray()];
        if (events.Count != expected.Length)
            return $"{events.Count} events, not {expected.Length}";
        for (int i = 0; i < expected.Length; i++)
        {
            if (FindDifference(expected[i], events[i]) is { } difference)
                return $"event {i}: {difference}";
        }

        if (vector.Get("retry_after_each") is { ValueKind: JsonValueKind.Array } each
            && !retries.SequenceEqual(each.EnumerateArray().Select(GetNumber)))
            return $"retry {string.Join(", ", retries)} after each, not {each}";
        return vector.Get("retry") is { ValueKind: not JsonValueKind.Undefined } retry
            && reader.ReconnectionTime?.TotalMilliseconds != GetNumber(retry)
            ? $"retry {reader.ReconnectionTime?.TotalMilliseconds}, not {retry}"
            : null;
    }

    private static string? FindDifference(JsonElement expected, SseEvent actual)
    {
        bool isObject = expected.ValueKind == JsonValueKind.Object;
        string type = isObject && expected.TryGetProperty("event", out JsonElement name) ? name.GetString()! : "message";
        string data = Encoding.UTF8.GetString(ConformanceVector.ToBytes(isObject ? expected.GetProperty("data") : expected));
        if (type != actual.Type)
            return $"type {actual.Type}, not {type}";
        if (data != actual.Data)
            return $"other data: {Encoding.UTF8.GetByteCount(actual.Data)} bytes, {actual.Data[..Math.Min(80, actual.Data.Length)]}";
        return isObject && expected.TryGetProperty("lastEventId", out JsonElement id) && id.GetString() != actual.Id
            ? $"id {actual.Id}, not {id}"
            : null;
    }

    private static double? GetNumber(JsonElement number) => number.ValueKind == JsonValueKind.Null ? null : number.GetDouble();
}
