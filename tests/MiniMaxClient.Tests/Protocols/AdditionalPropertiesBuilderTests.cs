using System.Text;
using MiniMaxClient.Protocols;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

public sealed class AdditionalPropertiesBuilderTests
{
    [Fact]
    public void Build_SeveralDeltas_HasTheLatestValueOfEachName()
    {
        var builder = new AdditionalPropertiesBuilder();
        builder.Add(null);
        Assert.True(builder.IsEmpty);
        Assert.Empty(builder.Build());

        builder.Add(new Dictionary<string, System.Text.Json.JsonElement> { ["a"] = Json.Element("1"), ["b"] = Json.Element("1") });
        IReadOnlyDictionary<string, System.Text.Json.JsonElement> before = builder.Build();
        builder.Add(new Dictionary<string, System.Text.Json.JsonElement> { ["b"] = Json.Element("2") });
        builder.Set("c", Json.Element("3"));
        builder.Remove("a");

        Assert.Equal(["b=2", "c=3"], builder.Build().Select(static one => $"{one.Key}={one.Value}"));
        Assert.Equal(["a=1", "b=1"], before.Select(static one => $"{one.Key}={one.Value}"));
    }

    [Fact]
    public Task Build_StreamWithUnknownProperties_KeepsThoseOfEveryObject() => ChunkReadResult.ForEachAsync(
        """
        data: {"a":1,"choices":[{"index":0,"b":1,"delta":{"c":1,"content":"Hi","tool_calls":[{"index":0,"id":"t","d":1,"function":{"name":"f","e":1,"arguments":"{"}}]},"logprobs":{"content":[],"f":1}}]}

        data: {"a":2,"g":1,"choices":[{"index":0,"delta":{"c":2,"tool_calls":[{"index":0,"d":2,"function":{"e":2,"arguments":"}"}}],"audio":{"id":"au","data":"AA","h":1}},"logprobs":{"f":2},"finish_reason":"stop"}]}


        """,
        static run => Json.AssertEqual(
            """
            {"object":"chat.completion","a":2,"g":1,"choices":[{"index":0,"finish_reason":"stop","b":1,"logprobs":{"f":2},
            "message":{"role":"assistant","content":"Hi","c":2,"audio":{"id":"au","data":"AA","h":1},
            "tool_calls":[{"id":"t","type":"function","d":2,"function":{"name":"f","arguments":"{}","e":2}}]}}]}
            """,
            run.BuiltCompletion.ToJson()));

    // 16,000 chunks took 8.9 s and 11.9 GB when each one copied all earlier properties.
    [Theory]
    [InlineData("""{{"x{0}":1,"choices":[{{"index":0,"delta":{{}}}}]}}""")]
    [InlineData("""{{"choices":[{{"index":0,"x{0}":1,"delta":{{}}}}]}}""")]
    [InlineData("""{{"choices":[{{"index":0,"delta":{{"x{0}":1}}}}]}}""")]
    public void Add_NewPropertyInEachChunk_AllocatesLinearly(string chunk)
    {
        long small = MeasureAllocation(chunk, 1000);
        long large = MeasureAllocation(chunk, 8000);

        Assert.InRange(large, 0, small * 16);
    }

    private static long MeasureAllocation(string chunk, int count)
    {
        string stream = string.Concat(Enumerable.Range(0, count).Select(i => $"data: {string.Format(null, chunk, i)}\n\n"));
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(stream + "data: [DONE]\n\n"));
        ChunkReadResult run = ChunkReadResult.Read(bytes);
        var builder = new ChatCompletionBuilder();
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (ChatCompletionChunk next in run.Chunks)
            builder.Add(next);
        ChatCompletion built = builder.Build();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(
            count,
            built.AdditionalProperties.Count + built.Choices[0].AdditionalProperties.Count
            + built.Message.AdditionalProperties.Count);
        return allocated;
    }
}
