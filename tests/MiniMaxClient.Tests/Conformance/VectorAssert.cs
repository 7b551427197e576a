using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Chat;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Compares the result of a call with the expected values of a vector; values without an expectation are not compared.</summary>
internal static class VectorAssert
{
    // Some vectors have the counts of the details next to the others.
    private static readonly Dictionary<string, string> UsageDetails = new()
    {
        ["cached_tokens"] = "prompt_tokens_details",
        ["reasoning_tokens"] = "completion_tokens_details",
    };

    /// <summary>Asserts the outcome of a vector, which is a completion unless the vector says otherwise.</summary>
    public static void Outcome(ConformanceVector vector, WireResult result)
    {
        string outcome = GetOutcome(vector);
        if (outcome == "complete")
            Assert.Null(result.Failure);
        else if (outcome == "error")
            Assert.NotNull(result.Failure);
        if (result.Failure is { } failure)
            Failure(vector, failure, string.Concat(result.Chunks.Select(static chunk => chunk.Text)));
        else
            Completion(vector, result);
    }

    private static string GetOutcome(ConformanceVector vector) => vector.GetExpectedText("outcome")
        ?? (vector.GetExpected("error").ValueKind == JsonValueKind.String ? "error" : "complete");

    private static void Completion(ConformanceVector vector, WireResult result)
    {
        ChatCompletion completion = result.Completion!;
        AssertText("id", completion.Id);
        AssertText("model", completion.Model);
        // The JSON of a vector cannot express half of a surrogate pair, which is U+FFFD in UTF-8.
        AssertText("text", Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(completion.Text)));
        AssertText("reasoning", completion.Reasoning);
        AssertText("refusal", completion.Choices.Count > 0 ? completion.Message.Refusal : null);
        AssertText("finish_reason", completion.FinishReason?.Value);
        if (vector.GetExpectedText("text_start") is { } start)
            Assert.StartsWith(start, completion.Text, StringComparison.Ordinal);
        if (vector.GetExpected("content_has_think") is { ValueKind: JsonValueKind.True or JsonValueKind.False } hasReasoning)
            Assert.Equal(hasReasoning.GetBoolean(), completion.Reasoning.Length > 0);
        if (vector.GetExpected("choices") is { ValueKind: JsonValueKind.Array })
            Assert.Equal(vector.GetExpectedTexts("choices"), completion.Choices.Select(static choice => choice.Message.Text));
        if (vector.GetExpected("signatures") is { ValueKind: JsonValueKind.Array } signatures)
        {
            Assert.Equal(
                signatures.EnumerateArray().Select(static signature => signature.GetString()),
                completion.Message.ReasoningDetails!.Select(static detail => detail.Signature));
        }

        if (vector.GetExpected("tool_calls") is { ValueKind: JsonValueKind.Array } calls)
            AssertCalls([.. calls.EnumerateArray()], [.. completion.Message.ToolCalls ?? []]);
        if (vector.GetExpected("function_call") is { ValueKind: JsonValueKind.Object } function)
            Assert.Empty(JsonDifference.Between(function, completion.Message.AdditionalProperties["function_call"]));
        if (vector.GetExpected("logprobs") is { ValueKind: JsonValueKind.Object } logprobs)
            Assert.Empty(JsonDifference.Between(logprobs, JsonElement.Parse(completion.Choices[0].Logprobs!.ToJson())));
        if (vector.GetExpected("meta") is { ValueKind: JsonValueKind.Object } meta)
            Assert.Empty(JsonDifference.Between(meta, JsonElement.Parse(completion.Meta!.ToJson())));
        if (vector.GetExpected("usage") is { ValueKind: JsonValueKind.Object } usage)
            AssertUsage(usage, JsonElement.Parse(completion.Usage!.ToJson()));
        // The text of a chunk is that of choice 0; a stream may have others only.
        if (result.Chunks.Count > 0 && (completion.Choices.Count == 0 || completion.Choices[0].Index is null or 0))
        {
            Assert.Equal(completion.Text, string.Concat(result.Chunks.Select(static chunk => chunk.Text)));
            Assert.Equal(completion.Reasoning, string.Concat(result.Chunks.Select(static chunk => chunk.Reasoning)));
            if (vector.GetExpected("chunks") is { ValueKind: JsonValueKind.Number } count)
                Assert.Equal(count.GetInt32(), result.Chunks.Count);
        }

        void AssertText(string name, string? actual)
        {
            if (vector.GetExpectedText(name) is { } expected)
                Assert.Equal($"{name}: {expected}", $"{name}: {actual}");
        }
    }

    /// <summary>Asserts that all properties of an object are in another; arrays have the same items.</summary>
    public static void Contains(JsonElement expected, JsonElement actual) => Assert.DoesNotContain(
        JsonDifference.Between(expected, actual), static difference => !difference.Contains(": added ", StringComparison.Ordinal));

    private static void Failure(ConformanceVector vector, MiniMaxException failure, string text)
    {
        if (vector.GetExpectedText("error") is { } type)
            Assert.Equal($"MiniMax{type}Exception", failure.GetType().Name);
        if (vector.GetExpectedText("message") is { } message)
            Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        if (vector.GetExpectedText("code") is { } code)
            Assert.Equal(code, failure.ProviderCode);
        if (vector.GetExpectedText("request_id") is { } requestId)
            Assert.Equal(requestId, failure.RequestId);
        if (vector.GetExpected("transient") is { ValueKind: JsonValueKind.True or JsonValueKind.False } isTransient)
            Assert.Equal(isTransient.GetBoolean(), failure.IsTransient);
        if (vector.GetExpectedText("retry_after") is { } delay)
            AssertDelay(delay, failure.RetryAfter);
        AssertReceived(vector.GetExpectedText("text") ?? "", text, isComplete: GetOutcome(vector) == "error");

        string all = $"{failure} {failure.Message} {failure.ResponseExcerpt} {failure.ProviderCode} {failure.RequestId}";
        Assert.All(vector.GetExpectedTexts("must_not_contain"), secret => Assert.DoesNotContain(secret, all, StringComparison.Ordinal));
    }

    /// <summary>Asserts the text that was received before a failure; without a determined outcome, any part from its start.</summary>
    private static void AssertReceived(string expected, string actual, bool isComplete)
    {
        if (isComplete)
            Assert.Equal($"text: {expected}", $"text: {actual}");
        else
            Assert.StartsWith(actual, expected, StringComparison.Ordinal);
    }

    private static void AssertDelay(string expected, TimeSpan? actual)
    {
        if (expected == "positive")
            Assert.True(actual > TimeSpan.Zero, $"The delay is {actual}.");
        else
            Assert.Equal(double.Parse(expected, CultureInfo.InvariantCulture), actual?.TotalSeconds);
    }

    private static void AssertCalls(IReadOnlyList<JsonElement> expected, IReadOnlyList<ToolCall> actual)
    {
        FunctionToolCall[] calls = [.. actual.Cast<FunctionToolCall>()];
        Assert.Equal(expected.Select(static call => call.GetProperty("name").GetString()), calls.Select(static call => call.Function.Name));
        Assert.Equal(calls.Length, calls.Select(static call => call.Id).Distinct().Count());
        for (int i = 0; i < calls.Length; i++)
        {
            // Without an expected id, one is generated.
            if (expected[i].TryGetProperty("id", out JsonElement id))
                Assert.Equal(id.GetString(), calls[i].Id);
            else
                Assert.False(string.IsNullOrWhiteSpace(calls[i].Id));
            if (expected[i].TryGetProperty("arguments_end", out JsonElement end))
                Assert.EndsWith(end.GetString()!, calls[i].Function.Arguments, StringComparison.Ordinal);
            else
                AssertArguments(expected[i].GetProperty("arguments"), calls[i].Function.Arguments);
        }
    }

    private static void AssertArguments(JsonElement expected, string actual)
    {
        JsonElement arguments = expected.ValueKind == JsonValueKind.String ? JsonElement.Parse(expected.GetString()!) : expected;
        Assert.Empty(JsonDifference.Between(arguments, JsonElement.Parse(actual)));
    }

    private static void AssertUsage(JsonElement expected, JsonElement actual)
    {
        foreach (JsonProperty count in expected.EnumerateObject().Where(static count => count.Value.ValueKind != JsonValueKind.Null))
        {
            JsonElement container = UsageDetails.TryGetValue(count.Name, out string? details) ? actual.GetProperty(details) : actual;
            Assert.Empty(JsonDifference.Between(count.Value, container.GetProperty(count.Name))
                .Select(difference => $"{count.Name}: {difference}"));
        }
    }
}
