using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Chat.Messages;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Thinking that others split from text.</summary>
/// <remarks>
/// "rust visible prefix" is left out: it takes a tag behind visible text for thinking, "magpie a think tag later is text" for text.
/// MiniMax thinks first and only once, so that a later tag is one that the answer shows.
/// </remarks>
public sealed class ThinkTextTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("MINIMAXCLIENT_CONFORMANCE");

    public static IEnumerable<TheoryDataRow<string>> Cases => Folder is null
        ? [new("") { Skip = "MINIMAXCLIENT_CONFORMANCE names no folder with conformance data." }]
        : All().Select(Name).Where(static name => name != "rust visible prefix").Select(static name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Content_Complete_IsSplitAsByOtherClients(string name)
    {
        JsonElement one = All().Single(one => Name(one) == name);
        var message = new AssistantMessage { Content = string.Concat(Pieces(one)) };

        Assert.Equal(one.GetProperty("content").GetString(), message.Text);
        Assert.Equal(one.GetProperty("reasoning").GetString(), message.Reasoning);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Content_Streamed_IsSplitAsByOtherClients(string name)
    {
        JsonElement one = All().Single(one => Name(one) == name);
        var expected = new TextAndReasoning(one.GetProperty("content").GetString()!, one.GetProperty("reasoning").GetString()!);
        bool startsOpen = one.TryGetProperty("needs", out JsonElement needs) && needs.GetString() == "close-only mode";
        string[] pieces = Pieces(one);
        string content = string.Concat(pieces);

        Assert.Equal(expected, ThinkTagSplitterTests.Split(pieces, startsOpen));
        for (int at = 0; at <= content.Length; at++)
        {
            Assert.Equal(expected, ThinkTagSplitterTests.Split([content[..at], content[at..]], startsOpen));
            Assert.Equal(expected, await StreamAsync([content[..at], content[at..]], startsOpen));
        }
    }

    /// <summary>What a client of a host sees, of one that leaves out the opening tag or one that does not.</summary>
    private static async Task<TextAndReasoning> StreamAsync(string[] pieces, bool startsOpen)
    {
        var adapter = new OpenAICompatibleAdapter("local", "http://localhost:8000/v1", null) { ThinkingStartsOpen = startsOpen };
        string wire = string.Concat(pieces.Select(static piece =>
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":" + JsonSerializer.Serialize(piece) + "}}]}\n\n"))
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

    private static JsonElement[] All() =>
    [
        .. JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder!, "recorded", "think-text-cases.json")))
            .GetProperty("cases").EnumerateArray(),
    ];

    private static string Name(JsonElement one) => one.GetProperty("name").GetString()!;

    private static string[] Pieces(JsonElement one) => one.TryGetProperty("chunks", out JsonElement chunks)
        ? [.. chunks.EnumerateArray().Select(static piece => piece.GetString()!)]
        : [one.GetProperty("text").GetString()!];
}
