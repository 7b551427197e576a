using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Chat.Messages;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests the split of reasoning and text against the cases of other clients.</summary>
/// <remarks>
/// "rust visible prefix" is omitted: it treats a tag after visible text as reasoning, "magpie a think tag later is text" as text.
/// MiniMax sends reasoning first and only once, so that a later tag is part of the text.
/// </remarks>
public sealed class ThinkTextTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("MINIMAXCLIENT_CONFORMANCE");

    public static IEnumerable<TheoryDataRow<string>> Cases => Folder is null
        ? [new("") { Skip = "MINIMAXCLIENT_CONFORMANCE names no folder with conformance data." }]
        : ReadCases().Select(Name).Where(static name => name != "rust visible prefix").Select(static name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Content_Complete_IsSplitAsByOtherClients(string name)
    {
        JsonElement one = ReadCases().Single(one => Name(one) == name);
        var message = new AssistantMessage { Content = string.Concat(GetDeltas(one)) };

        Assert.Equal(one.GetProperty("content").GetString(), message.Text);
        Assert.Equal(one.GetProperty("reasoning").GetString(), message.Reasoning);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Content_Streamed_IsSplitAsByOtherClients(string name)
    {
        JsonElement one = ReadCases().Single(one => Name(one) == name);
        var expected = new TextAndReasoning(one.GetProperty("content").GetString()!, one.GetProperty("reasoning").GetString()!);
        bool startsOpen = one.TryGetProperty("needs", out JsonElement needs) && needs.GetString() == "close-only mode";
        string[] deltas = GetDeltas(one);
        string content = string.Concat(deltas);

        Assert.Equal(expected, ThinkTagSplitterTests.Split(deltas, startsOpen));
        for (int at = 0; at <= content.Length; at++)
        {
            Assert.Equal(expected, ThinkTagSplitterTests.Split([content[..at], content[at..]], startsOpen));
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

    private static JsonElement[] ReadCases() =>
    [
        .. JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder!, "recorded", "think-text-cases.json")))
            .GetProperty("cases").EnumerateArray(),
    ];

    private static string Name(JsonElement one) => one.GetProperty("name").GetString()!;

    private static string[] GetDeltas(JsonElement one) => one.TryGetProperty("chunks", out JsonElement chunks)
        ? [.. chunks.EnumerateArray().Select(static delta => delta.GetString()!)]
        : [one.GetProperty("text").GetString()!];
}
