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

/// <summary>The literals <c>NaN</c> and <c>Infinity</c>, as Python's encoder writes them, anywhere in a body or event.</summary>
public sealed class NonFiniteNumbersTests
{
    private static readonly string[] Literals = ["NaN", "Infinity", "-Infinity"];

    private static readonly Gen<string> Text = Gen.Elements(
        "NaN", "Infinity", "-Infinity", "\"", "\\", "\\\"", "null", "a", "é", "\n", "-", "{", "[", ",", ":").ListOf()
        .Select(static parts => string.Concat(parts));

    /// <summary>A JSON value, and the same value with null instead of each literal outside a string.</summary>
    private static readonly Gen<(string Json, string Expected)> Value = Gen.Sized(static size => CreateValue(Math.Min(size, 12)));

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
    public void ReplaceWithNull_LiteralOutsideString_IsReplaced(string json, string? expected) => Assert.Equal(
        expected,
        NonFiniteNumbers.ReplaceWithNull(Encoding.UTF8.GetBytes(json)) is { } replaced ? Encoding.UTF8.GetString(replaced) : null);

    [Fact]
    public void ReplaceWithNull_RandomJson_ReplacesLiteralsAndPreservesStrings() => PropertyCheck.ForAll(Value, static value =>
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
    public async Task Call_NonFiniteLogprob_ReturnsCompletion(string number)
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
        SocketRun complete = await SocketRun.CompleteAsync("openai", body);
        Assert.Equal("Is NaN", complete.Text);
        AssertLogprob(complete.Completion);
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
    public Task Stream_LiteralWithoutBlankLinesOrDone_ReturnsCompletion(string blank) => ChunkReadResult.ForEachAsync(
        """data: {"choices":[{"index":0,"delta":{"content":"Hel"},"logprobs":{"x":NaN}}]}""" + blank
        + """data: {"choices":[{"index":0,"delta":{"content":"lo"},"logprobs":{"x":-Infinity},"finish_reason":"stop"}]}""",
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", "Hello"), (run.Text, run.BuiltCompletion.Text));
            Assert.Equal(["Hel", "lo"], run.Chunks.Select(static chunk => chunk.Text));
        });

    [Fact]
    public async Task Call_LiteralInAnthropicFormat_ReturnsMessage()
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
    public void Read_LiteralInErrorBody_PreservesMessage()
    {
        var e = Assert.Throws<MiniMaxRateLimitException>(() => CompletionBody.Read(
            """{"error":{"message":"NaN of them","code":429},"load":Infinity}"""));

        Assert.Contains("NaN of them", e.Message, StringComparison.Ordinal);
    }

    private static Gen<(string, string)> CreateValue(int size)
    {
        Gen<(string, string)> text = Text.Select(static value => Same(JsonSerializer.Serialize(value)));
        Gen<(string, string)> leaf = Gen.OneOf(
            text,
            Gen.Elements(Literals).Select(static literal => (literal, "null")),
            Gen.Elements("-1", "0.5", "null", "true", "\"\"").Select(Same));
        if (size < 2)
            return leaf;
        Gen<List<(string Json, string Expected)>> values = CreateValue(size / 3).ListOf().Select(static list => list.ToList());
        return Gen.OneOf(
            leaf,
            values.Select(static list => Join(list, "[", "]")),
            values.Zip(Text).Select(static pair => Join(
                [.. pair.Item1.Select(value => (WithName(pair.Item2, value.Json), WithName(pair.Item2, value.Expected)))], "{", "}")));
    }

    private static string WithName(string name, string value) => $"{JsonSerializer.Serialize(name)} : {value}";

    private static (string, string) Same(string json) => (json, json);

    private static (string, string) Join(List<(string Json, string Expected)> parts, string start, string end) => (
        start + string.Join(',', parts.Select(static part => part.Json)) + end,
        start + string.Join(',', parts.Select(static part => part.Expected)) + end);
}
