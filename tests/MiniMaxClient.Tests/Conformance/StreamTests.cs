using System.Text.Json;
using MiniMaxClient.Tests.Chat;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Streams of other hosts that speak the OpenAI style, and hostile ones.</summary>
/// <remarks>
/// Compared is what the recordings say, not what each SDK makes of them (<c>openai_final</c>, <c>ai_sdk</c>), because on these
/// streams the SDKs fail where MiniMax and its hosts need an answer: openai-node loses the call of
/// <c>vercel-mistral-mistral-tool-call</c>, which has no index as MiniMax's at times has none, throws on a first call with the
/// index 1 (<c>vercel-oaicompat-anthropic-fallback-tool-call</c>) and on a chunk without choices
/// (<c>openai-dotnet-ChatTests-ChatWithAudio</c>), and writes "[object Object]" for content in parts
/// (<c>vercel-mistral-mistral-reasoning</c>), whose text and reasoning are those of the AI SDK here.
/// </remarks>
public sealed class StreamTests
{
    private const string Recorded = "streams/streams-openai.json";
    private const string StreamedInParts = "vercel-mistral-mistral-reasoning";
    private const string Guard = "streams/streams-guard.json";

    public static IEnumerable<TheoryDataRow<string>> Streams => Case.Rows(Recorded, c => c.Protocol == "openai");

    public static IEnumerable<TheoryDataRow<string>> GuardStreams => Case.Rows(Guard, c => c.Protocol == "openai");

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Stream_OfAnotherHost_GivesTheAnswerThatTheSdksAssemble(string name)
    {
        Case recorded = Case.Find(Recorded, name);
        IReadOnlyList<string> events = Wire.Events(recorded.Body);

        foreach (string data in events)
            Assert.Empty(JsonDifference.Between(data, JsonSerializer.Deserialize<ChatCompletionChunk>(data)!.ToString()));
        foreach (Stream stream in Wire.Deliveries(recorded.Body))
        {
            (List<ChatCompletionChunk> chunks, MiniMaxException? failure) = await Wire.ReadAsync(stream);

            Assert.Null(failure);
            Assert.Equal(recorded.Expected("chunks").GetInt32(), chunks.Count);
            ChatCompletion completion = Wire.Build(chunks);
            (string? text, string? reasoning) = recorded.Name == StreamedInParts
                ? (InAISdk(recorded, "text"), InAISdk(recorded, "reasoning"))
                : (recorded.ExpectedText("text"), recorded.ExpectedText("reasoning"));
            Assert.Equal(text, completion.Text);
            Assert.Equal(reasoning, completion.Reasoning);
            Assert.Equal(recorded.ExpectedText("finish_reason"), completion.FinishReason?.Value);
            Assert.Equal(Wire.Calls(recorded.Expected("tool_calls")), Wire.Calls(completion));
            if (recorded.Expected("usage") is { ValueKind: JsonValueKind.Object } usage)
                Assert.Empty(JsonDifference.Between(usage, JsonElement.Parse(completion.Usage!.ToString())));
        }
    }

    private static string? InAISdk(Case recorded, string name) => recorded.Expected("ai_sdk").GetProperty(name).GetString();

    [Theory]
    [MemberData(nameof(GuardStreams))]
    public async Task Stream_Hostile_EndsAsItShouldAndKeepsItsSecrets(string name)
    {
        Case hostile = Case.Find(Guard, name);

        foreach (Stream stream in Wire.Deliveries(hostile.Body))
        {
            (List<ChatCompletionChunk> chunks, MiniMaxException? failure) = await Wire.ReadAsync(stream);
            Exception? thrown = Record.Exception(() => Wire.Build(chunks));
            Assert.True(thrown is null or MiniMaxException, thrown?.ToString());
            failure ??= (MiniMaxException?)thrown;

            switch (hostile.ExpectedText("outcome"))
            {
                case "complete":
                    Assert.Null(failure);
                    break;
                case "error":
                    Assert.NotNull(failure);
                    break;
            }

            AssertSaid(hostile, failure, string.Concat(chunks.Select(chunk => chunk.Text)));
        }
    }

    private static void AssertSaid(Case hostile, MiniMaxException? failure, string text)
    {
        if (hostile.ExpectedText("message") is { } message)
            Assert.Contains(message, failure!.Message, StringComparison.Ordinal);
        if (hostile.ExpectedText("code") is { } code)
            Assert.Equal(code, failure!.ProviderCode);
        if ((hostile.ExpectedText("text") ?? hostile.ExpectedText("text_before")) is { } said)
            Assert.Equal(said, text);
        string all = $"{failure} {failure?.ResponseExcerpt} {failure?.ProviderCode} {failure?.RequestId}";
        if (hostile.Expected("must_not_contain") is { ValueKind: JsonValueKind.Array } secrets)
        {
            Assert.All(
                secrets.EnumerateArray(), secret => Assert.DoesNotContain(secret.GetString()!, all, StringComparison.Ordinal));
        }
    }
}
