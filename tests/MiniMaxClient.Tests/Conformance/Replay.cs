using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Sends the message of a vector's completion back, as the next request of a conversation does.</summary>
internal static class Replay
{
    private static readonly string[] Names = ["replayed", "not_replayed", "replayed_arguments", "sendable"];

    /// <summary>Returns the vectors that have an expected replay.</summary>
    public static IEnumerable<TheoryDataRow<string>> GetRows(string kind) => ConformanceData.GetVectors(kind)
        .Where(static vector => Names.Any(name => vector.GetExpected(name).ValueKind != JsonValueKind.Undefined))
        .Select(static vector => new TheoryDataRow<string>(vector.Id) { Label = vector.Id });

    public static async Task AssertAsync(ConformanceVector vector)
    {
        AssistantMessage? message = null;
        await WireResult.ForEachDeliveryAsync(vector, result => message ??= result.Completion!.Message);
        // A call in a history needs its result.
        IEnumerable<ChatMessage> results = (message!.ToolCalls ?? []).Select(static call => ChatMessage.Tool(call.Id!, "done"));

        WireResult next = await WireResult.SendAsync(vector.Provider, new()
        {
            Model = vector.Model,
            Messages = [ChatMessage.User("Hi"), message, .. results, ChatMessage.User("Next")],
        });

        Assert.Null(next.Failure);
        JsonElement sent = JsonElement.Parse(Assert.Single(next.Requests)).GetProperty("messages")[1];
        if (vector.GetExpected("replayed") is { ValueKind: JsonValueKind.Object } expected)
            VectorAssert.Contains(expected, sent);
        Assert.All(vector.GetExpectedTexts("not_replayed"), name => Assert.False(sent.TryGetProperty(name, out _), name));
        if (vector.GetExpected("replayed_arguments") is { ValueKind: JsonValueKind.Array } arguments)
        {
            // A string that holds the JSON of an object.
            Assert.Equal(
                arguments.EnumerateArray().Select(static one => one.GetString()),
                sent.GetProperty("tool_calls").EnumerateArray()
                    .Select(static call => call.GetProperty("function").GetProperty("arguments").GetString()!
                        .Replace(" ", "", StringComparison.Ordinal)));
        }
    }
}
