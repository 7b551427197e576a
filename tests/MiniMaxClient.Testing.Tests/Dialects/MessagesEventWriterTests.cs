using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class MessagesEventWriterTests
{
    [Fact]
    public void WriteEvents_Text_HasTheEventsOfOneBlock()
    {
        (string? Name, byte[] Data)[] events = Write(isMiniMax: true, Samples.Completion);

        Assert.Equal(
            [
                "message_start", "ping", "content_block_start", "content_block_delta", "content_block_delta",
                "content_block_stop", "message_delta", "message_stop",
            ],
            events.Select(static item => item.Name));
        Assert.All(events, static item => Assert.Equal(item.Name, Parse(item.Data).GetProperty("type").GetString()));
    }

    [Fact]
    public void WriteEvents_Thinking_EndsWithItsSignature()
    {
        string[] deltas = Deltas(Samples.Completion with { Text = "", Thinking = "Hm" });

        Assert.Equal(
            [
                """{"type":"thinking_delta","thinking":"H"}""",
                """{"type":"thinking_delta","thinking":"m"}""",
                $$"""{"type":"signature_delta","signature":"{{MessagesCompletionWriter.CreateSignature("Hm")}}"}""",
            ],
            deltas);
    }

    [Theory]
    [InlineData("{}", "{", "}")]
    [InlineData("", "")]
    public void WriteEvents_ToolCall_HasItsArgumentsInDeltas(string arguments, params string[] expected) => Assert.Equal(
        expected.Select(static text => $$"""{"type":"input_json_delta","partial_json":"{{text}}"}"""),
        Deltas(Samples.Completion with { Text = "", ToolCalls = [new("f", arguments, "c1")] }));

    [Theory]
    [InlineData(true, 0, true)]
    [InlineData(false, 3, false)]
    public void WriteEvents_Host_DeterminesTheEventWithTheInputTokens(bool isMiniMax, int atStart, bool isAtEnd)
    {
        (string? Name, byte[] Data)[] events = Write(isMiniMax, Samples.Completion);
        JsonElement start = Parse(events[0].Data).GetProperty("message").GetProperty("usage");
        JsonElement end = Parse(events[^2].Data).GetProperty("usage");

        Assert.Equal(atStart, start.GetProperty("input_tokens").GetInt32());
        Assert.Equal(isAtEnd, end.TryGetProperty("input_tokens", out _));
        Assert.Equal(5, end.GetProperty("output_tokens").GetInt32());
    }

    private static string[] Deltas(Completion completion) =>
    [
        .. Write(isMiniMax: true, completion).Where(static item => item.Name == "content_block_delta")
            .Select(static item => Parse(item.Data).GetProperty("delta").GetRawText()),
    ];

    private static (string? Name, byte[] Data)[] Write(bool isMiniMax, Completion completion) =>
        [.. new MessagesEventWriter(new(isMiniMax, hasCache: false), completion, chunkSize: 1).WriteEvents()];

    private static JsonElement Parse(byte[] data) => Wire.Parse(Encoding.UTF8.GetString(data));
}
