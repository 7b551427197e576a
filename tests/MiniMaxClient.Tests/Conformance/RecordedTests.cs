using System.Text;
using System.Text.RegularExpressions;
using System.Text.Json;
using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.OpenAI;
using MiniMaxClient.Tests.Chat;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests recorded and documented responses of MiniMax and the providers.</summary>
public sealed class RecordedTests
{
    private const string Recorded = "recorded";

    public static IEnumerable<TheoryDataRow<string>> Answers =>
        ConformanceCase.CreateRows(Recorded, c => c is { Protocol: "openai", IsStream: false, IsError: false });

    public static IEnumerable<TheoryDataRow<string>> Streams =>
        ConformanceCase.CreateRows(Recorded, c => c is { Protocol: "openai", IsStream: true, IsError: false });

    public static IEnumerable<TheoryDataRow<string>> Errors => ConformanceCase.CreateRows(Recorded, c => c is { Protocol: "openai", IsError: true });

    [Theory]
    [MemberData(nameof(Answers))]
    public void Response_Recorded_RoundTrips(string name)
    {
        ConformanceCase recorded = ConformanceCase.FindCase(Recorded, name);

        ChatCompletion completion = Read(recorded);

        Assert.Empty(JsonDifference.Between(recorded.Body, completion.ToJson()));
        AssertExpected(recorded, completion);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Stream_RecordedInAnyDelivery_LosesNothing(string name)
    {
        ConformanceCase recorded = ConformanceCase.FindCase(Recorded, name);
        IReadOnlyList<string> events = Wire.Events(recorded.Body);

        foreach (string data in events)
            Assert.Empty(JsonDifference.Between(data, JsonSerializer.Deserialize<ChatCompletionChunk>(data)!.ToJson()));
        foreach (Stream stream in Wire.Deliveries(recorded.Body))
        {
            (List<ChatCompletionChunk> chunks, MiniMaxException? failure) = await Wire.ReadAsync(stream);

            Assert.Null(failure);
            Assert.Equal(events.Count, chunks.Count);
            Assert.All(chunks, (chunk, i) => Assert.Empty(JsonDifference.Between(events[i], chunk.ToJson())));
            ChatCompletion completion = Wire.Build(chunks);
            AssertExpected(recorded, completion);
            Assert.Equal(completion.Text, string.Concat(chunks.Select(chunk => chunk.Text)));
            Assert.Equal(completion.Reasoning, string.Concat(chunks.Select(chunk => chunk.Reasoning)));
        }
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Error_Recorded_ThrowsTheMatchingException(string name)
    {
        ConformanceCase recorded = ConformanceCase.FindCase(Recorded, name);

        MiniMaxException error = recorded.Status is >= 200 and < 300
            ? Assert.ThrowsAny<MiniMaxException>(() => Read(recorded))
            : ErrorReader.FindError(
                ResponsePartKind.Body, Encoding.UTF8.GetBytes(recorded.Body), isError: true, new("someone", null, recorded.Status))!;

        Assert.Equal(recorded.Status, error.StatusCode);
        Assert.IsAssignableFrom(GetExceptionType(recorded), error);
        AssertMessage(recorded.GetExpectedText("message") ?? recorded.GetExpectedText("message_contains"), error.Message);
        AssertMessage(
            recorded.GetExpectedText("code") ?? FindStatusCode(recorded.Body) ?? recorded.GetExpectedText("type"),
            error.ProviderCode);
        AssertMessage(recorded.GetExpectedText("request_id"), error.RequestId);
        if (recorded.GetExpected("not_retryable").ValueKind == JsonValueKind.True)
            Assert.False(error.IsTransient);
    }

    /// <summary>Finds MiniMax's status code at the end of a message, which is more specific than the type.</summary>
    private static string? FindStatusCode(string body) =>
        Regex.Match(body, @"\((\d{4})\)""") is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Determines the exception type by MiniMax's code, the message or the status, in this order.</summary>
    private static Type GetExceptionType(ConformanceCase recorded) => recorded switch
    {
        _ when recorded.GetExpectedText("code") == "1002" => typeof(MiniMaxRateLimitException),
        _ when recorded.GetExpectedText("code") == "1008" => typeof(MiniMaxInsufficientCreditsException),
        { Status: 400 } => typeof(MiniMaxInvalidRequestException),
        { Status: 401 } => typeof(MiniMaxAuthenticationException),
        { Status: 403 } => typeof(MiniMaxPermissionException),
        { Status: 429 } => typeof(MiniMaxRateLimitException),
        { Status: 500 } => typeof(MiniMaxServerException),
        _ when recorded.Name == "modelslab-200-status-error" => typeof(MiniMaxNotFoundException),
        _ => typeof(MiniMaxException),
    };

    private static void AssertMessage(string? expected, string? actual)
    {
        if (expected is not null)
            Assert.Contains(expected, actual, StringComparison.Ordinal);
    }

    private static void AssertExpected(ConformanceCase recorded, ChatCompletion completion)
    {
        if (recorded.GetExpectedText("content") is { } content)
            Assert.Equal(content, completion.Text);
        if (recorded.GetExpectedText("answer_after_think") is { } text)
            Assert.Equal(text, completion.Text);
        if (recorded.GetExpectedText("reasoning") is { } reasoning)
            Assert.Equal(reasoning, completion.Reasoning);
        if (recorded.GetExpectedText("finish_reason") is { } reason)
            Assert.Equal(reason, completion.FinishReason?.Value);
        if (recorded.GetExpected("content_has_think") is { ValueKind: not JsonValueKind.Undefined } think)
            Assert.Equal(think.GetBoolean(), completion.Reasoning.Length > 0);
        if (recorded.GetExpected("tool_calls") is { ValueKind: JsonValueKind.Array } calls)
            Assert.Equal(Wire.Calls(calls), Wire.Calls(completion));
        if (recorded.GetExpected("meta") is { ValueKind: JsonValueKind.Object } meta)
            Assert.Empty(JsonDifference.Between(meta, JsonElement.Parse(completion.Meta!.ToJson())));
        AssertUsage(recorded.GetExpected("usage"), completion.Usage);
    }

    /// <summary>Compares the usage; some cases have the counts of the details at the top level.</summary>
    private static void AssertUsage(JsonElement expected, Usage? usage)
    {
        if (expected.ValueKind != JsonValueKind.Object)
            return;
        Dictionary<string, long?> counts = new()
        {
            ["prompt_tokens"] = usage!.PromptTokens,
            ["completion_tokens"] = usage.CompletionTokens,
            ["total_tokens"] = usage.TotalTokens,
            ["total_characters"] = usage.TotalCharacters,
            ["cached_tokens"] = usage.PromptTokensDetails?.CachedTokens,
            ["reasoning_tokens"] = usage.CompletionTokensDetails?.ReasoningTokens,
        };
        foreach (JsonProperty count in expected.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number))
            Assert.Equal(count.Value.GetInt64(), counts[count.Name]);
    }

    private static ChatCompletion Read(ConformanceCase recorded) =>
        OpenAICompletionReader.Read(Encoding.UTF8.GetBytes(recorded.Body), new("someone", null, recorded.Status));
}
