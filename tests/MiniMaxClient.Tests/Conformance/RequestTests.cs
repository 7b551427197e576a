using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests requests that MiniMax rejects with its code 2013: they are repaired without loss, or rejected locally.</summary>
public sealed class RequestTests
{
    private const string Kind = "requests";

    public static IEnumerable<TheoryDataRow<string>> Requests => ConformanceData.GetRows(Kind);

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_AtEachProvider_IsSentOrRejected(string id)
    {
        ConformanceVector vector = ConformanceData.FindVector(Kind, id);
        foreach (string provider in vector.Get("providers").EnumerateArray().Select(static provider => provider.GetString()!))
        {
            ChatCompletionRequest request = vector.Get("request").Deserialize<ChatCompletionRequest>()! with { Model = vector.Model };

            WireResult result = await WireResult.SendAsync(provider, request);

            if (vector.Get("rejected") is { ValueKind: JsonValueKind.String } path)
                AssertRejected(provider, path.GetString()!, result);
            else
                AssertSent(provider, vector, result);
        }
    }

    private static void AssertRejected(string provider, string path, WireResult result)
    {
        Assert.True(result.Requests.Count == 0, $"{provider} sent {string.Concat(result.Requests)}");
        Assert.IsType<MiniMaxInvalidRequestException>(result.Failure);
        Assert.Contains(path, result.Failure.Message, StringComparison.Ordinal);
    }

    private static void AssertSent(string provider, ConformanceVector vector, WireResult result)
    {
        Assert.True(result.Failure is null, $"{provider}: {result.Failure}");
        string body = Assert.Single(result.Requests);
        JsonElement sent = JsonElement.Parse(body);
        if (vector.Get("sent") is { ValueKind: JsonValueKind.Object } expected)
            VectorAssert.Contains(expected, sent);
        if (vector.Get("not_sent") is { ValueKind: JsonValueKind.Array } names)
            Assert.All(names.EnumerateArray(), name => Assert.False(sent.TryGetProperty(name.GetString()!, out _), body));
        if (vector.Get("not_contained") is { ValueKind: JsonValueKind.String } text)
            Assert.DoesNotContain(text.GetString()!, body, StringComparison.Ordinal);
    }
}
