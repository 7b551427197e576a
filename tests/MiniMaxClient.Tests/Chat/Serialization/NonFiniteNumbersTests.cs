using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols;
using MiniMaxClient.Tests.Protocols.Anthropic;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Serialization;

/// <summary>Bare <c>NaN</c> and <c>Infinity</c>, as Python's encoder writes them, anywhere in a body or event.</summary>
public sealed class NonFiniteNumbersTests
{
    private static readonly string[] Words = ["NaN", "Infinity", "-Infinity"];

    private static readonly Gen<string> Text = Gen.Elements(
        "NaN", "Infinity", "-Infinity", "\"", "\\", "\\\"", "null", "a", "é", "\n", "-", "{", "[", ",", ":").ListOf()
        .Select(static parts => string.Concat(parts));

    /// <summary>A value as JSON, and what it is with null in the place of each bare word.</summary>
    private static readonly Gen<(string Json, string Expected)> Value = Gen.Sized(static size => ValueOf(Math.Min(size, 12)));

    [Theory]
    [InlineData("NaN", "null")]
    [InlineData("[NaN,Infinity,-Infinity]", "[null,null,null]")]
    [InlineData("""{"a":NaN,"b":"NaN","c":[ -Infinity ]}""", """{"a":null,"b":"NaN","c":[ null ]}""")]
    [InlineData("""{"a":"\"NaN","b":NaN}""", """{"a":"\"NaN","b":null}""")]
    [InlineData("""{"a":"\\","b":NaN}""", """{"a":"\\","b":null}""")]
    [InlineData("""{"NaN":1}""", null)]
    [InlineData("""{"a":-1,"b":"Infinity"}""", null)]
    [InlineData("\"NaN", null)]
    [InlineData("\"\\", null)]
    [InlineData("", null)]
    public void Word_OutsideOfAString_IsNull(string json, string? expected) => Assert.Equal(
        expected, NonFiniteNumbers.ReplaceWithNull(Encoding.UTF8.GetBytes(json)) is { } replaced
            ? Encoding.UTF8.GetString(replaced) : null);

    [Fact]
    public void Json_WithWordsAnywhere_HasNullForEachAndKeepsItsStrings() => PropertyCheck.ForAll(Value, static value =>
    {
        byte[]? replaced = NonFiniteNumbers.ReplaceWithNull(Encoding.UTF8.GetBytes(value.Json));

        Assert.Equal(value.Expected, replaced is null ? value.Json : Encoding.UTF8.GetString(replaced));
        Assert.Equal(value.Json == value.Expected, replaced is null);
        JsonElement.Parse(value.Expected);
    });

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("-9999.0")]
    public async Task Logprob_OfAnyNumber_LeavesTheCompletion(string number)
    {
        string logprobs =
            $$"""{"content":[{"token":"NaN","logprob":-0.1,"bytes":null,"top_logprobs":[{"token":"No","logprob":{{number}},"bytes":null}]}]}""";
        string body = $$"""{"choices":[{"index":0,"message":{"content":"Is NaN"},"logprobs":{{logprobs}},"finish_reason":"stop"}]}""";
        string stream =
            $$"""data: {"choices":[{"index":0,"delta":{"content":"Is NaN"},"logprobs":{{logprobs}},"finish_reason":"stop"}]}"""
            + "\n\ndata: [DONE]\n\n";
        double? expected = number == "-9999.0" ? -9999 : null;

        await ChunkReadResult.ForEachAsync(stream, run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Is NaN", "Is NaN"), (run.Text, run.BuiltCompletion.Text));
            AssertLogprob(run.BuiltCompletion);
        });
        SocketRun whole = await SocketRun.CompleteAsync("openai", body);
        Assert.Equal("Is NaN", whole.Text);
        AssertLogprob(whole.Completion);
        await SocketRun.ForEachAsync("openai", stream, run =>
        {
            Assert.Equal("Is NaN", run.Text);
            AssertLogprob(run.Completion);
        });

        void AssertLogprob(ChatCompletion completion)
        {
            TokenLogprob token = Assert.Single(completion.Choices[0].Logprobs!.Content!);
            Assert.Equal(("NaN", -0.1), (token.Token, token.Logprob));
            Assert.Equal(expected, Assert.Single(token.TopLogprobs!).Logprob);
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\n\n")]
    public Task Word_InAStreamWithoutBlankLinesOrAnEnd_LeavesTheCompletion(string blank) => ChunkReadResult.ForEachAsync(
        """data: {"choices":[{"index":0,"delta":{"content":"Hel"},"logprobs":{"x":NaN}}]}""" + blank
        + """data: {"choices":[{"index":0,"delta":{"content":"lo"},"logprobs":{"x":-Infinity},"finish_reason":"stop"}]}""",
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", "Hello"), (run.Text, run.BuiltCompletion.Text));
            Assert.Equal(["Hel", "lo"], run.Chunks.Select(static chunk => chunk.Text));
        });

    [Fact]
    public async Task Word_InTheAnthropicStyle_LeavesTheMessage()
    {
        const string Body =
            """{"id":"m1","type":"message","role":"assistant","score":NaN,"content":[{"type":"text","text":"NaN"}],"stop_reason":"end_turn"}""";
        string stream = MessagesStream.Named(
            MessagesStream.Start, MessagesStream.Text,
            """{"type":"content_block_delta","index":0,"score":-Infinity,"delta":{"type":"text_delta","text":"NaN"}}""",
            MessagesStream.Stop0, MessagesStream.End, MessagesStream.MessageStop);

        Assert.Equal("NaN", (await SocketRun.CompleteAsync("anthropic", Body)).Text);
        await SocketRun.ForEachAsync("anthropic", stream, static run => Assert.Equal("NaN", run.Text));
        await MessagesStream.ForEachAsync(stream, static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("NaN", "NaN"), (run.Text, run.BuiltCompletion.Text));
        });
    }

    [Fact]
    public void Word_InAnErrorBody_LeavesItsWords()
    {
        var e = Assert.Throws<MiniMaxRateLimitException>(() => CompletionBody.Read(
            """{"error":{"message":"NaN of them","code":429},"load":Infinity}"""));

        Assert.Contains("NaN of them", e.Message, StringComparison.Ordinal);
    }

    private static Gen<(string, string)> ValueOf(int size)
    {
        Gen<(string, string)> text = Text.Select(static one => Same(JsonSerializer.Serialize(one)));
        Gen<(string, string)> leaf = Gen.OneOf(
            text,
            Gen.Elements(Words).Select(static word => (word, "null")),
            Gen.Elements("-1", "0.5", "null", "true", "\"\"").Select(Same));
        if (size < 2)
            return leaf;
        Gen<List<(string Json, string Expected)>> values = ValueOf(size / 3).ListOf().Select(static list => list.ToList());
        return Gen.OneOf(
            leaf,
            values.Select(static list => Joined(list, "[", "]")),
            values.Zip(Text).Select(static pair => Joined(
                [.. pair.Item1.Select(one => (Named(pair.Item2, one.Json), Named(pair.Item2, one.Expected)))], "{", "}")));
    }

    private static string Named(string name, string value) => $"{JsonSerializer.Serialize(name)} : {value}";

    private static (string, string) Same(string json) => (json, json);

    private static (string, string) Joined(List<(string Json, string Expected)> parts, string start, string end) => (
        start + string.Join(',', parts.Select(static part => part.Json)) + end,
        start + string.Join(',', parts.Select(static part => part.Expected)) + end);
}
