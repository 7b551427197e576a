using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Chat.Messages;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests the split of reasoning and text.</summary>
public sealed class ThinkTextTests
{
    private const string Kind = "think";

    public static IEnumerable<TheoryDataRow<string>> Cases => ConformanceData.GetRows(Kind);

    /// <summary>The text before a closing tag alone is reasoning, even if the host is not known to write the opening tag.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Content_Complete_IsSplitIntoTextAndReasoning(string id)
    {
        ConformanceVector vector = ConformanceData.FindVector(Kind, id);
        var message = new AssistantMessage { Content = string.Concat(GetDeltas(vector)) };

        Assert.Equal(GetExpected(vector, isStreamed: false), new(message.Text, message.Reasoning));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Content_Streamed_IsSplitIntoTextAndReasoning(string id)
    {
        ConformanceVector vector = ConformanceData.FindVector(Kind, id);
        TextAndReasoning expected = GetExpected(vector, isStreamed: true);
        bool startsOpen = vector.Get("starts_open").ValueKind == JsonValueKind.True;
        string[] deltas = GetDeltas(vector);
        string content = string.Concat(deltas);

        Assert.Equal(expected, ThinkTagSplitterTests.Split(deltas, startsOpen));
        Assert.Equal(expected, ThinkTagSplitterTests.Split(content.Select(static character => character.ToString()), startsOpen));
        Assert.Equal(expected, await StreamAsync(deltas, startsOpen));
        for (int at = 0; at <= content.Length; at++)
        {
            Assert.Equal(expected, ThinkTagSplitterTests.Split([content[..at], content[at..]], startsOpen));
            // Half of a surrogate pair cannot be sent in UTF-8.
            if (at == 0 || !char.IsHighSurrogate(content[at - 1]))
                Assert.Equal(expected, await StreamAsync([content[..at], content[at..]], startsOpen));
        }
    }

    /// <summary>Reads the content as streamed by a host, with or without the opening tag.</summary>
    private static async Task<TextAndReasoning> StreamAsync(string[] deltas, bool startsOpen)
    {
        var adapter = new OpenAICompatibleAdapter("local", "http://localhost:8000/v1", null) { ThinkingStartsOpen = startsOpen };
        string wire = string.Concat(deltas.Select(static delta =>
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":" + JsonSerializer.Serialize(delta) + "}}]}\n\n"))
            + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        using var head = new HttpResponseMessage();
        var view = new TextAndReasoning("", "");
        await foreach (ChatCompletionChunk chunk in adapter.ReadChunksAsync(
            new() { StatusCode = 200, Headers = head.Headers },
            new MemoryStream(Encoding.UTF8.GetBytes(wire)),
            TestContext.Current.CancellationToken))
            view = new(view.Text + chunk.Text, view.Reasoning + chunk.Reasoning);
        return view;
    }

    private static TextAndReasoning GetExpected(ConformanceVector vector, bool isStreamed) =>
        isStreamed && vector.Get("streamed") is { ValueKind: JsonValueKind.Object } streamed
            ? new(streamed.GetProperty("text").GetString()!, streamed.GetProperty("reasoning").GetString()!)
            : new(vector.Get("text").GetString()!, vector.Get("reasoning").GetString()!);

    private static string[] GetDeltas(ConformanceVector vector) => vector.Get("deltas") is { ValueKind: JsonValueKind.Array } deltas
        ? [.. deltas.EnumerateArray().Select(static delta => delta.GetString()!)]
        : [vector.Get("content").GetString()!];
}
