using System.Text.Json;
using MiniMaxClient.Tests.Chat;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests streams of other OpenAI-compatible hosts, and hostile streams.</summary>
/// <remarks>
/// The result is compared with the recordings, not with the result of each SDK (<c>openai_final</c>, <c>ai_sdk</c>), because the
/// SDKs fail on streams that MiniMax and its hosts also send: openai-node loses the call of
/// <c>vercel-mistral-mistral-tool-call</c>, which has no index, as is sometimes the case with MiniMax, throws on a first call with
/// the index 1 (<c>vercel-oaicompat-anthropic-fallback-tool-call</c>) and on a chunk without choices
/// (<c>openai-dotnet-ChatTests-ChatWithAudio</c>), and writes "[object Object]" for content parts
/// (<c>vercel-mistral-mistral-reasoning</c>), whose text and reasoning are compared with those of the AI SDK.
/// </remarks>
public sealed class StreamTests
{
    private const string Recorded = "streams/streams-openai.json";
    private const string StreamedInParts = "vercel-mistral-mistral-reasoning";
    private const string Guard = "streams/streams-guard.json";

    public static IEnumerable<TheoryDataRow<string>> Streams => ConformanceCase.CreateRows(Recorded, c => c.Protocol == "openai");

    public static IEnumerable<TheoryDataRow<string>> GuardStreams => ConformanceCase.CreateRows(Guard, c => c.Protocol == "openai");

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Stream_OfAnotherHost_GivesTheCompletionOfTheOfficialSdks(string name)
    {
        ConformanceCase recorded = ConformanceCase.FindCase(Recorded, name);
        IReadOnlyList<string> events = Wire.Events(recorded.Body);

        foreach (string data in events)
            Assert.Empty(JsonDifference.Between(data, JsonSerializer.Deserialize<ChatCompletionChunk>(data)!.ToJson()));
        foreach (Stream stream in Wire.Deliveries(recorded.Body))
        {
            (List<ChatCompletionChunk> chunks, MiniMaxException? failure) = await Wire.ReadAsync(stream);

            Assert.Null(failure);
            Assert.Equal(recorded.GetExpected("chunks").GetInt32(), chunks.Count);
            ChatCompletion completion = Wire.Build(chunks);
            (string? text, string? reasoning) = recorded.Name == StreamedInParts
                ? (GetAISdkResult(recorded, "text"), GetAISdkResult(recorded, "reasoning"))
                : (recorded.GetExpectedText("text"), recorded.GetExpectedText("reasoning"));
            Assert.Equal(text, completion.Text);
            Assert.Equal(reasoning, completion.Reasoning);
            Assert.Equal(recorded.GetExpectedText("finish_reason"), completion.FinishReason?.Value);
            Assert.Equal(Wire.Calls(recorded.GetExpected("tool_calls")), Wire.Calls(completion));
            if (recorded.GetExpected("usage") is { ValueKind: JsonValueKind.Object } usage)
                Assert.Empty(JsonDifference.Between(usage, JsonElement.Parse(completion.Usage!.ToJson())));
        }
    }

    private static string? GetAISdkResult(ConformanceCase recorded, string name) => recorded.GetExpected("ai_sdk").GetProperty(name).GetString();

    [Theory]
    [MemberData(nameof(GuardStreams))]
    public async Task Stream_Hostile_EndsAsExpectedWithoutLeakingSecrets(string name)
    {
        ConformanceCase hostile = ConformanceCase.FindCase(Guard, name);

        foreach (Stream stream in Wire.Deliveries(hostile.Body))
        {
            (List<ChatCompletionChunk> chunks, MiniMaxException? failure) = await Wire.ReadAsync(stream);
            Exception? thrown = Record.Exception(() => Wire.Build(chunks));
            Assert.True(thrown is null or MiniMaxException, thrown?.ToString());
            failure ??= (MiniMaxException?)thrown;

            switch (hostile.GetExpectedText("outcome"))
            {
                case "complete":
                    Assert.Null(failure);
                    break;
                case "error":
                    Assert.NotNull(failure);
                    break;
            }

            AssertMessage(hostile, failure, string.Concat(chunks.Select(chunk => chunk.Text)));
        }
    }

    private static void AssertMessage(ConformanceCase hostile, MiniMaxException? failure, string text)
    {
        if (hostile.GetExpectedText("message") is { } message)
            Assert.Contains(message, failure!.Message, StringComparison.Ordinal);
        if (hostile.GetExpectedText("code") is { } code)
            Assert.Equal(code, failure!.ProviderCode);
        if ((hostile.GetExpectedText("text") ?? hostile.GetExpectedText("text_before")) is { } said)
            Assert.Equal(said, text);
        string all = $"{failure} {failure?.ResponseExcerpt} {failure?.ProviderCode} {failure?.RequestId}";
        if (hostile.GetExpected("must_not_contain") is { ValueKind: JsonValueKind.Array } secrets)
        {
            Assert.All(
                secrets.EnumerateArray(), secret => Assert.DoesNotContain(secret.GetString()!, all, StringComparison.Ordinal));
        }
    }
}
