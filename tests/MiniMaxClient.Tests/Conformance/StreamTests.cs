using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Chat;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests streams of MiniMax, its resellers and compatible hosts in both protocols.</summary>
public sealed class StreamTests
{
    private const string Kind = "streams";

    public static IEnumerable<TheoryDataRow<string>> Streams => ConformanceData.GetRows(Kind);

    public static IEnumerable<TheoryDataRow<string>> Replays => Replay.GetRows(Kind);

    [Theory]
    [MemberData(nameof(Streams))]
    public Task Stream_InAnyDelivery_GivesTheExpectedCompletion(string id)
    {
        ConformanceVector vector = ConformanceData.FindVector(Kind, id);
        return WireResult.ForEachDeliveryAsync(vector, result =>
        {
            VectorAssert.Outcome(vector, result);
            if (!vector.UsesMessages && !vector.IsNormalized && result.Chunks.Count > 0)
                AssertNothingIsLost(vector, result.Chunks);
        });
    }

    [Theory]
    [MemberData(nameof(Replays))]
    public Task Stream_SentBack_IsTheExpectedMessage(string id) => Replay.AssertAsync(ConformanceData.FindVector(Kind, id));

    /// <summary>Asserts that the JSON of each chunk is that of its event, which is in one line of these streams.</summary>
    private static void AssertNothingIsLost(ConformanceVector vector, IReadOnlyList<ChatCompletionChunk> chunks)
    {
        string[] events =
        [
            .. Encoding.UTF8.GetString(vector.GetBytes()).Split('\n')
                .Where(static line => line.StartsWith("data:", StringComparison.Ordinal))
                .Select(static line => line["data:".Length..].Trim())
                .Where(static data => data.Length > 0 && data != "[DONE]"),
        ];
        if (vector.Get("body").ValueKind != JsonValueKind.Undefined)
            return;
        Assert.Equal(events.Length, chunks.Count);
        Assert.All(chunks, (chunk, i) => Assert.Empty(JsonDifference.Between(events[i], chunk.ToJson())));
    }
}
