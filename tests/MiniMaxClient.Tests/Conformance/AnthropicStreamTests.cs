using System.Text;
using System.Text.Json;
using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.Anthropic;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests streams and responses of Anthropic-compatible hosts.</summary>
/// <remarks>
/// The properties of a chat completion are compared. Blocks specific to Anthropic (<see cref="AnthropicsOwnBlocks"/>) are ignored
/// in a stream, because deltas cannot represent them. <see cref="SeveralMessages"/> are recordings of several responses in one
/// body, on which the SDKs fail: this library reads the first response, up to its <c>message_stop</c>. In
/// <see cref="TruncatedInput"/> the input of a call is truncated by the token limit; the SDK completes it to JSON that the model
/// did not generate, and this library keeps it unchanged.
/// </remarks>
public sealed class AnthropicStreamTests
{
    private const string Recorded = "streams/streams-anthropic.json";
    private const string TruncatedInput = "anthropic-py-incomplete_partial_json_response";

    private static readonly string[] AnthropicsOwnBlocks =
    [
        "server_tool_use", "advisor_tool_result", "text_editor_code_execution_tool_result", "bash_code_execution_tool_result",
        "web_fetch_tool_result", "web_search_tool_result", "fallback",
    ];

    private static readonly Dictionary<string, string> SeveralMessages = new()
    {
        ["vercel-anthropic-tool-search-deferred-bm25"] = "I'll help you with this task.",
        ["vercel-anthropic-tool-search-regex.1"] = "Great! I found a weather tool.",
        ["vercel-duplicate-message-start"] = "Hello, World!",
    };

    public static IEnumerable<TheoryDataRow<string>> Streams =>
        ConformanceCase.CreateRows(Recorded, static c => c.Protocol == "anthropic" && !SeveralMessages.ContainsKey(c.Name));

    public static IEnumerable<TheoryDataRow<string>> StreamsOfSeveral =>
        ConformanceCase.CreateRows(Recorded, static c => SeveralMessages.ContainsKey(c.Name));

    public static IEnumerable<TheoryDataRow<string>> RecordedStreams =>
        ConformanceCase.CreateRows("recorded", static c => c is { Protocol: "anthropic", IsStream: true });

    public static IEnumerable<TheoryDataRow<string>> RecordedAnswers =>
        ConformanceCase.CreateRows("recorded", static c => c is { Protocol: "anthropic", IsStream: false, IsError: false });

    public static IEnumerable<TheoryDataRow<string>> RecordedErrors =>
        ConformanceCase.CreateRows("recorded", static c => c is { Protocol: "anthropic", IsError: true });

    [Theory]
    [MemberData(nameof(Streams))]
    public Task Stream_OfAnotherHost_GivesTheCompletionOfTheOfficialSdks(string name)
    {
        ConformanceCase recorded = ConformanceCase.FindCase(Recorded, name);
        JsonElement final = recorded.GetExpected("final");
        JsonElement[] blocks = [.. final.GetProperty("content").EnumerateArray()];
        Assert.All(blocks, static block => Assert.Contains(
            Text(block, "type"), AnthropicsOwnBlocks.Concat(["text", "thinking", "tool_use"])));
        return ForEachDeliveryAsync(recorded.Body, completion =>
        {
            Assert.Equal(Text(final, "id"), completion.Id);
            Assert.Equal(recorded.GetExpectedText("text_deltas"), completion.Text);
            Assert.Equal(Joined(blocks, "text"), completion.Text);
            Assert.Equal(recorded.GetExpectedText("thinking_deltas"), completion.Reasoning);
            AssertSignatures(blocks, completion);
            Assert.Equal(AnthropicStopReasonConverter.ToFinishReason(Text(final, "stop_reason")), completion.FinishReason);
            AssertUsage(final.GetProperty("usage"), completion.Usage!);
            JsonElement[] calls = [.. blocks.Where(static block => Text(block, "type") == "tool_use")];
            if (name == TruncatedInput)
                AssertTruncatedInput(Assert.Single(calls), completion);
            else
                Assert.Equal(calls.Select(Call), Wire.Calls(completion));
        });
    }

    [Theory]
    [MemberData(nameof(StreamsOfSeveral))]
    public Task Stream_WithSeveralMessages_GivesTheFirst(string name) =>
        ForEachDeliveryAsync(ConformanceCase.FindCase(Recorded, name).Body, completion =>
        {
            Assert.StartsWith(SeveralMessages[name], completion.Text, StringComparison.Ordinal);
            Assert.NotNull(completion.FinishReason);
        });

    [Theory]
    [MemberData(nameof(RecordedStreams))]
    public Task Stream_Recorded_IsRead(string name)
    {
        ConformanceCase recorded = ConformanceCase.FindCase("recorded", name);
        return ForEachDeliveryAsync(recorded.Body, completion =>
        {
            Assert.Equal(recorded.GetExpectedText("text"), completion.Text);
            Assert.Equal(recorded.GetExpectedText("thinking"), completion.Reasoning);
            Assert.Equal(AnthropicStopReasonConverter.ToFinishReason(recorded.GetExpectedText("stop_reason")), completion.FinishReason);
            if (recorded.GetExpectedText("signature") is { } signature)
                Assert.Equal(signature, Assert.Single(completion.Message.ReasoningDetails!).Signature);
            if (recorded.GetExpected("usage") is { ValueKind: JsonValueKind.Object } usage)
                AssertUsage(usage, completion.Usage!);
        });
    }

    [Theory]
    [MemberData(nameof(RecordedAnswers))]
    public void Response_Recorded_IsRead(string name)
    {
        ConformanceCase recorded = ConformanceCase.FindCase("recorded", name);
        JsonElement body = JsonElement.Parse(recorded.Body);
        JsonElement[] blocks = [.. body.GetProperty("content").EnumerateArray()];

        ChatCompletion completion = AnthropicCompletionReader.Read(
            Encoding.UTF8.GetBytes(recorded.Body), new("someone", null, recorded.Status));

        Assert.Equal(Text(body, "id"), completion.Id);
        Assert.Equal(Text(body, "model"), completion.Model);
        Assert.Equal(Joined(blocks, "text"), completion.Text);
        Assert.Equal(Joined(blocks, "thinking"), completion.Reasoning);
        AssertSignatures(blocks, completion);
        Assert.Equal(AnthropicStopReasonConverter.ToFinishReason(Text(body, "stop_reason")), completion.FinishReason);
        AssertUsage(body.GetProperty("usage"), completion.Usage!);
    }

    [Theory]
    [MemberData(nameof(RecordedErrors))]
    public void Error_Recorded_ThrowsTheMatchingException(string name)
    {
        ConformanceCase recorded = ConformanceCase.FindCase("recorded", name);

        MiniMaxException error = ErrorReader.FindError(
                ResponsePartKind.Body, Encoding.UTF8.GetBytes(recorded.Body), isError: true, new("someone", null, recorded.Status))!;

        Assert.Equal(401, recorded.Status);
        Assert.IsType<MiniMaxAuthenticationException>(error);
        Assert.Equal(Text(JsonElement.Parse(recorded.Body), "request_id"), error.RequestId);
    }

    private static async Task ForEachDeliveryAsync(string body, Action<ChatCompletion> assertion)
    {
        foreach (Stream stream in Wire.Deliveries(body))
        {
            (List<ChatCompletionChunk> chunks, MiniMaxException? failure) =
                await Wire.ReadAsync(stream, protocol: ChatProtocol.Anthropic);

            Assert.Null(failure);
            ChatCompletion completion = Wire.Build(chunks);
            Assert.Equal(completion.Text, string.Concat(chunks.Select(static chunk => chunk.Text)));
            Assert.Equal(completion.Reasoning, string.Concat(chunks.Select(static chunk => chunk.Reasoning)));
            assertion(completion);
        }
    }

    private static void AssertSignatures(IEnumerable<JsonElement> blocks, ChatCompletion completion) => Assert.Equal(
        blocks.Where(static block => Text(block, "type") == "thinking").Select(static block => Text(block, "signature")),
        (completion.Message.ReasoningDetails ?? []).Select(static detail => detail.Signature));

    private static void AssertUsage(JsonElement expected, Usage usage)
    {
        long Count(string name) => expected.TryGetProperty(name, out JsonElement count) ? count.GetInt64() : 0;

        Assert.Equal(
            Count("input_tokens") + Count("cache_read_input_tokens") + Count("cache_creation_input_tokens"), usage.PromptTokens);
        Assert.Equal(Count("output_tokens"), usage.CompletionTokens);
        Assert.Equal(usage.PromptTokens + usage.CompletionTokens, usage.TotalTokens);
        Assert.Equal(Count("cache_read_input_tokens"), usage.PromptTokensDetails?.CachedTokens ?? 0);
    }

    private static void AssertTruncatedInput(JsonElement expected, ChatCompletion completion)
    {
        var call = Assert.IsType<FunctionToolCall>(Assert.Single(completion.Message.ToolCalls!));
        Assert.Equal(Text(expected, "id"), call.Id);
        Assert.Equal(Text(expected, "name"), call.Function.Name);
        Assert.EndsWith("\"Filing taxes", call.Function.Arguments, StringComparison.Ordinal);
    }

    private static string Joined(IEnumerable<JsonElement> blocks, string type) =>
        string.Concat(blocks.Where(block => Text(block, "type") == type).Select(block => Text(block, type)));

    private static string Call(JsonElement block) =>
        $"{Text(block, "id")} {Text(block, "name")} {JsonSerializer.Serialize(block.GetProperty("input"))}";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
