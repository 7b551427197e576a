using System.Text.Json;
using MiniMaxClient.Protocols;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests the limit on the additional properties of a response.</summary>
public sealed class AdditionalPropertyBoundTests
{
    private const int Max = JsonSettings.MaxAdditionalProperties;

    private static readonly JsonElement One = JsonElement.Parse("1");

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public void Set_TooManyProperties_ThrowsUnlessTheNameIsKnown()
    {
        var builder = new AdditionalPropertiesBuilder();
        for (int i = 0; i < Max; i++)
            builder.Set($"x{i}", One);

        builder.Set("x0", One);

        Assert.Throws<MiniMaxInvalidResponseException>(() => builder.Set("one more", One));
        Assert.Equal(Max, builder.Build().Count);
    }

    [Theory]
    [InlineData("response", Max, true)]
    [InlineData("response", Max + 1, false)]
    [InlineData("choice", Max + 1, false)]
    [InlineData("delta", Max + 1, false)]
    public async Task StreamAsync_TooManyUnknownProperties_ThrowsInvalidResponse(string location, int count, bool isValid)
    {
        string Event(int i) => "data: " + (location switch
        {
            "response" => $$$"""{"x{{{i}}}":1,"choices":[{"index":0,"delta":{"content":"a"}}]}""",
            "choice" => $$$"""{"choices":[{"index":0,"x{{{i}}}":1,"delta":{"content":"a"}}]}""",
            _ => $$$"""{"choices":[{"index":0,"delta":{"content":"a","x{{{i}}}":1}}]}""",
        }) + "\n\n";
        string events = string.Concat(Enumerable.Range(0, count).Select(Event))
            + "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        await AssertAsync(ServerScript.Respond(200, "text/event-stream", events), stream: true, isValid);
    }

    [Theory]
    [InlineData(Max, true)]
    [InlineData(Max + 1, false)]
    public async Task CompleteAsync_TooManyUnknownProperties_ThrowsInvalidResponse(int count, bool isValid)
    {
        string properties = string.Concat(Enumerable.Range(0, count).Select(static i => $"\"x{i}\":1,"));
        await AssertAsync(
            ServerScript.Json(200, "{" + properties + """ "choices":[{"index":0,"message":{"content":"a"},"finish_reason":"stop"}]}"""),
            stream: false,
            isValid);
    }

    private async Task AssertAsync(ServerScript script, bool stream, bool isValid)
    {
        await using FaultServer server = FaultServer.Start(script);
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("own", new Uri(server.BaseAddress, "v1"), "key"), EmulatedClient.NoRetries);
        Task<ChatCompletion> call = client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        if (isValid)
        {
            Assert.StartsWith("a", (await call).Text, StringComparison.Ordinal);
            return;
        }

        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => call);
        Assert.Contains($"more than {Max} properties", e.Message, StringComparison.Ordinal);
    }
}
