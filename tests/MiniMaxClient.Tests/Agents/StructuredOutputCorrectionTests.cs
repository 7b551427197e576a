using System.Text.Json;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Corrections of responses that do not match, and the exception after the last one.</summary>
public sealed class StructuredOutputCorrectionTests : StructuredOutputTest
{
    [Fact]
    public async Task CompleteAsync_MismatchInText_SendsACorrection()
    {
        await CorrectAsync("openai", StructuredOutputMode.Instruction, Reply.Text("""{"name":7}""", "Hm."));

        JsonElement messages = Emulator.Requests[1].Json.GetProperty("messages");
        Assert.Equal(Emulator.Requests[0].Json.GetProperty("messages")[0].GetRawText(), messages[0].GetRawText());
        Json.AssertEqual(
            """
            [{"role":"user","content":"Who?"},
            {"role":"assistant","content":"<think>\nHm.\n</think>\n\n{\"name\":7}","name":"MiniMax AI","audio_content":""},
            {"role":"user","content":"The response does not match: $.age is missing; $.name must be string and is number. Respond again with JSON that matches the schema, and nothing else."}]
            """,
            Tail(messages, 1));
    }

    [Fact]
    public async Task CompleteAsync_MismatchInAnthropicText_SendsACorrection()
    {
        await CorrectAsync("anthropic", StructuredOutputMode.Instruction, Reply.Text("I cannot.", "Hm."));

        JsonElement messages = Emulator.Requests[1].Json.GetProperty("messages");
        Assert.Equal(
            ["user", "assistant", "user"],
            messages.EnumerateArray().Select(static one => one.GetProperty("role").GetString()));
        Assert.Equal(
            ["thinking", "text"],
            messages[1].GetProperty("content").EnumerateArray().Select(static block => block.GetProperty("type").GetString()));
        Json.AssertEqual(
            """
            [{"type":"text","text":"The response does not match: it contains no JSON. Respond again with JSON that matches the schema, and nothing else."}]
            """,
            messages[2].GetProperty("content").GetRawText());
    }

    // The emulator rejects, as MiniMax does (2013), a history with invalid arguments or with a result without its call.
    [Theory]
    [InlineData("""{"name":"Ada"}""", """{"name":"Ada"}""", "$.age is missing")]
    [InlineData("""{"name":"Ada","age":""", "{}", "it contains no JSON")]
    [InlineData("", "{}", "it contains no JSON")]
    [InlineData("[1]", "{}", "$ must be object and is array")]
    [InlineData("\"Ada\"", "{}", "$ must be object and is string")]
    [InlineData("null", "{}", "$ is null")]
    public async Task CompleteAsync_MismatchInAToolCall_SendsAToolResult(string arguments, string sent, string problem)
    {
        Reply reply = Reply.ToolCall("answer", arguments, "call_1").WithToolCall("x", "{}", "call_2");
        await CorrectAsync("openai", StructuredOutputMode.ToolCall, reply);

        JsonElement messages = Emulator.Requests[1].Json.GetProperty("messages");
        string correction = $"Error: The response does not match: {problem}. Respond again with JSON that matches the schema, and nothing else.";
        Assert.Equal(sent, messages[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Json.AssertEqual(
            $$"""
            [{"role":"tool","tool_call_id":"call_1","content":"{{correction}}"},{"role":"tool","tool_call_id":"call_2","content":"{{correction}}"}]
            """,
            Tail(messages, 2));
    }

    [Theory]
    [InlineData("""{"name":"Ada"}""")]
    [InlineData("{}")]
    public async Task CompleteAsync_MismatchInAnAnthropicToolCall_SendsAToolResult(string arguments)
    {
        await CorrectAsync("anthropic", StructuredOutputMode.ToolCall, Reply.ToolCall("answer", arguments, "call_1"));

        JsonElement messages = Emulator.Requests[1].Json.GetProperty("messages");
        JsonElement call = messages[1].GetProperty("content")[0];
        Assert.Equal(("tool_use", arguments), (call.GetProperty("type").GetString(), call.GetProperty("input").GetRawText()));
        JsonElement result = messages[2].GetProperty("content")[0];
        Assert.Equal("tool_result", result.GetProperty("type").GetString());
        Assert.Equal("call_1", result.GetProperty("tool_use_id").GetString());
        Assert.StartsWith("Error: The response does not match: ", result.GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    // Some hosts send arguments that are not objects; the Messages API rejects them in a history.
    [Fact]
    public async Task Correction_ArgumentsThatAreNotAnObject_AreSentAsAnEmptyObject()
    {
        Emulator.Enqueue(Reply.Raw(200, "application/json",
            """
            {"id":"m1","type":"message","role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"answer","input":[1]}],
            "stop_reason":"tool_use"}
            """));
        await CorrectAsync("anthropic", StructuredOutputMode.ToolCall);

        JsonElement call = Emulator.Requests[1].Json.GetProperty("messages")[1].GetProperty("content")[0];
        Assert.Equal("{}", call.GetProperty("input").GetRawText());
    }

    // Providers reject an empty message.
    [Theory]
    [InlineData("openai", "")]
    [InlineData("anthropic", "")]
    [InlineData("anthropic", "  \n")]
    [InlineData("aimlapi", "")]
    public async Task Correction_EmptyResponse_IsOmittedFromTheHistory(string provider, string text)
    {
        await CorrectAsync(provider, StructuredOutputMode.Instruction, Reply.Text(text));

        Assert.DoesNotContain("\"assistant\"", Emulator.Requests[1].Text, StringComparison.Ordinal);
        Assert.Contains("The response does not match: it contains no JSON.", Emulator.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correction_WrappedValue_IsNamedByItsPathInTheWrapper()
    {
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(
            Reply.ToolCall("answer", """{"value":[{"name":"Ada","age":36},{"name":"Bob"}]}"""),
            Reply.ToolCall("answer", """{"value":[]}"""));

        await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.GuestArray, new() { Mode = StructuredOutputMode.ToolCall }, Token);

        Assert.Contains("The response does not match: $.value[1].age is missing. ", Emulator.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correction_ValueRejectedByTheType_IsSent()
    {
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(Reply.Text("""{"from":9,"to":1}"""), Reply.Text("""{"from":1,"to":9}"""));

        Interval interval = await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Interval, cancellationToken: Token);

        Assert.Equal((1, 9), (interval.From, interval.To));
        // Not the message of the exception, which is for the developer.
        Assert.Contains(
            """The response does not match: $: expected a valid Interval, got {\"from\":9,\"to\":1}. """, Emulator.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Correction_ValueInvalidForTheType_IsNamedByItsPath()
    {
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(Reply.Text("""{"id":"7","day":"tomorrow","sentAt":"","total":1}"""));

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Invoice, new() { MaxCorrections = 0 }, Token));

        Assert.Equal(
            "The response of openai does not match Invoice: $.id: expected a UUID (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx), got '7'.", thrown.Message);
        Assert.IsType<JsonException>(thrown.InnerException);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(10)]
    public async Task CompleteAsync_MismatchAfterMaxCorrections_ThrowsWithTheLastResponse(int corrections)
    {
        using ChatCompletionsClient client = CreateClient("aimlapi");
        for (int i = 0; i <= corrections; i++)
            Emulator.Enqueue(Reply.Text($"No. {i}, sk-abcdefghijklmnop", "Hm."));

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, new() { MaxCorrections = corrections }, Token));

        Assert.Equal(corrections + 1, Emulator.Requests.Count);
        Assert.Equal(corrections == 2, new StructuredOutputOptions().MaxCorrections == corrections);
        string count = corrections == 0 ? "" : $" after {corrections} corrections";
        Assert.Equal($"The response of aimlapi does not match Guest{count}: it contains no JSON.", thrown.Message);
        Assert.Equal($"No. {corrections}, sk-abcdefghijklmnop", thrown.Partial?.Text);
        Assert.Equal($"No. {corrections}, ***", thrown.ResponseExcerpt);
        Assert.Equal("Hm.", thrown.Partial?.Reasoning);
        Assert.Equal(("aimlapi", 200, false), (thrown.Provider, thrown.StatusCode, thrown.IsTransient));
        Assert.Equal(thrown.Partial?.Call?.RequestId, thrown.RequestId);
        Assert.Equal("aimlapi", Assert.Single(thrown.Attempts).Provider);
    }

    [Fact]
    public async Task Exception_MismatchInAToolCall_HasItsArguments()
    {
        using ChatCompletionsClient client = CreateClient("anthropic");
        Emulator.Enqueue(Reply.ToolCall("answer", """{"name":"Ada"}"""));

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, new() { MaxCorrections = 0 }, Token));

        Assert.Equal("The response of anthropic does not match Guest: $.age is missing.", thrown.Message);
        Assert.Equal("""{"name":"Ada"}""", thrown.ResponseExcerpt);
        Assert.Equal("""{"name":"Ada"}""", thrown.Partial?.Text);
        Assert.Equal("call_function_", Assert.Single(thrown.Partial!.Message.ToolCalls!).Id[..14]);
    }

    [Theory]
    [InlineData("""{"id":"7b1e0d4c-5a53-4f5e-9d0a-0d8f2b1c3a4e","day":"tomorrow","sentAt":"2024-03-01T08:15:00Z","total":1}""",
        "$.day: expected a date (yyyy-MM-dd), got 'tomorrow'")]
    [InlineData("""{"id":"7b1e0d4c-5a53-4f5e-9d0a-0d8f2b1c3a4e","day":"2024-02-29","sentAt":"noon","total":1}""",
        "$.sentAt: expected a date and time (yyyy-MM-ddTHH:mm:ssZ), got 'noon'")]
    [InlineData("""{"id":"7b1e0d4c-5a53-4f5e-9d0a-0d8f2b1c3a4e","day":"2024-02-29","sentAt":"2024-03-01T08:15:00Z","total":1e40}""",
        "$.total: expected a valid number, got 1e40")]
    public async Task Correction_UnreadableValue_NamesExpectedAndActualValue(string text, string problem)
    {
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(Reply.Text(text), Reply.Text(
            """{"id":"7b1e0d4c-5a53-4f5e-9d0a-0d8f2b1c3a4e","day":"2024-02-29","sentAt":"2024-03-01T08:15:00Z","total":1}"""));

        await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Invoice, cancellationToken: Token);

        JsonElement messages = Emulator.Requests[1].Json.GetProperty("messages");
        Assert.Equal(
            $"The response does not match: {problem}. Respond again with JSON that matches the schema, and nothing else.",
            messages[messages.GetArrayLength() - 1].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Correction_UnknownEnumMember_NamesExpectedAndActualValue()
    {
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(Reply.Text("""{"value":"pink"}"""), Reply.Text("""{"value":"Red"}"""));

        await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Paint, cancellationToken: Token);

        Assert.Contains(
            "$.value must be one of [\\\"Red\\\",\\\"DarkBlue\\\"], got 'pink'. ".Replace("\\\\", "\\", StringComparison.Ordinal),
            Emulator.Requests[1].Text, StringComparison.Ordinal);
    }

    // A second request would be useless: the model is unknown in every mode.
    [Theory]
    [InlineData("unknown model 'MiniMax-M9'")]
    [InlineData("invalid params, model is not supported")]
    [InlineData("context window exceeds limit")]
    [InlineData("max_tokens must be at most 4096")]
    [InlineData("invalid api key")]
    public async Task Rejection_UnrelatedToTheMode_IsNotRetriedInAnotherMode(string message)
    {
        foreach (string provider in (string[])["openai", "anthropic", "modelslab"])
        {
            using ChatCompletionsClient client = CreateClient(provider);
            int before = Emulator.Requests.Count;
            Emulator.Enqueue(Reply.Error(400, message, "invalid_request"));

            await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CompleteAsync(
                provider == "modelslab" ? CreateRequest() with { Model = MiniMaxModels.M2 } : CreateRequest(),
                StructuredOutputJson.Default.Guest, cancellationToken: Token));

            Assert.Equal(before + 1, Emulator.Requests.Count);
        }
    }

    [Theory]
    [InlineData("openai", "length", "The response reached the token limit; increase MaxTokens.")]
    [InlineData("anthropic", "length", "The response reached the token limit; increase MaxTokens.")]
    [InlineData("openai", "content_filter", "A content filter stopped the response.")]
    [InlineData("anthropic", "content_filter", "A content filter stopped the response.")]
    public async Task CompleteAsync_TruncatedResponse_SendsNoCorrection(string provider, string reason, string why)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(Reply.Text("""[{"name":"Ada","age":36},{"name":"B""").WithFinishReason(reason));

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: Token));

        Assert.Equal($"The response of {provider} does not match Guest: it contains no JSON. {why}", thrown.Message);
        Assert.Single(Emulator.Requests);
    }

    [Fact]
    public async Task CompleteAsync_TruncatedAfterTheJson_ReturnsTheValue()
    {
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(Reply.Text(Ada + "\n\nThis was Ad").WithFinishReason("length"));

        Assert.Equal("Ada", (await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: Token)).Name);
    }

    [Fact]
    public async Task CompleteAsync_Refusal_SendsNoCorrection()
    {
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(Reply.Raw(200, "application/json",
            """{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I will not."},"finish_reason":"stop"}]}"""));

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: Token));

        Assert.Equal("The response of openai does not match Guest: it contains no JSON. The model refused to answer.", thrown.Message);
        Assert.Equal("I will not.", thrown.ResponseExcerpt);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [InlineData("openai", StructuredOutputMode.ResponseFormat)]
    [InlineData("openai", StructuredOutputMode.ToolCall)]
    [InlineData("anthropic", StructuredOutputMode.ToolCall)]
    public async Task Mode_RejectedByTheProvider_FallsBackToAnInstruction(string provider, StructuredOutputMode mode)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(
            Reply.Error(400, "invalid params, tool_choice is not supported", "2013"), Reply.Text("Ada"), Reply.Text(Ada));

        Guest guest = await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, new() { Mode = mode }, Token);

        Assert.Equal("Ada", guest.Name);
        Assert.Equal(3, Emulator.Requests.Count);
        foreach (RecordedRequest fallback in Emulator.Requests.Skip(1))
        {
            Assert.False(fallback.Json.TryGetProperty("tool_choice", out _) || fallback.Json.TryGetProperty("response_format", out _));
            Assert.Contains("It must match this JSON Schema: ", fallback.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Request_RejectedInEveryMode_ThrowsTheSecondException()
    {
        using ChatCompletionsClient client = CreateClient("openai");
        Emulator.Enqueue(Reply.Error(400, "first", "2013"), Reply.Error(400, "second", "2013"));

        MiniMaxInvalidRequestException thrown = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: Token));

        Assert.Contains("second", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    private async Task CorrectAsync(string provider, StructuredOutputMode mode, params Reply[] first)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue([.. first, mode == StructuredOutputMode.ToolCall ? Reply.ToolCall("answer", Ada) : Reply.Text(Ada)]);
        Guest guest = await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, new() { Mode = mode }, Token);
        Assert.Equal(new Guest("Ada", 36), guest);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    private static ChatCompletionRequest CreateRequest() =>
        new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Who?")] };

    private static string Tail(JsonElement messages, int start) =>
        $"[{string.Join(",", messages.EnumerateArray().Skip(start).Select(static message => message.GetRawText()))}]";
}
