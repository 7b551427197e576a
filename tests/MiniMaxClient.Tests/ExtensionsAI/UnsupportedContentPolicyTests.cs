using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>Contents of other libraries in a history, and hosted tools of other providers.</summary>
public sealed class UnsupportedContentPolicyTests
{
    private static readonly byte[] Bytes = [1];

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Contents_UnsupportedWithDrop_AreOmittedWithAWarning(string provider)
    {
        using var log = new RecordingLoggerFactory();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using ChatCompletionsClient client = Client(emulator, provider, UnsupportedContentHandling.Drop, log);

        await client.AsIChatClient(MiniMaxModels.M2_1).GetResponseAsync(
            [
                new(AIRole.User, "a"),
                new(AIRole.Assistant, [new TextContent("t"), new WebSearchToolCallContent("w"), new DataContent(Bytes, "image/png")]),
                new(AIRole.Tool, [new TextContent("x")]),
                new(AIRole.User, [new DataContent(Bytes, "audio/wav")]),
                new(AIRole.User, [new TextContent("b"), new TextReasoningContent("r"), new ErrorContent("e")]),
            ],
            new() { Tools = [new HostedWebSearchTool(), AIFunctionFactory.Create(static () => 1, "f")] },
            TestTimeouts.Token);

        string sent = emulator.Requests.Single().Json.GetProperty("messages").GetRawText();
        Assert.Equal(["user", "assistant", "user"], emulator.Requests.Single().Json.GetProperty("messages").EnumerateArray()
            .Select(static one => one.GetProperty("role").GetString()));
        Assert.DoesNotContain("audio", sent, StringComparison.Ordinal);
        Assert.Equal(1, emulator.Requests.Single().Json.GetProperty("tools").GetArrayLength());
        Assert.Equal(
            [
                "Warning: The tool web_search is a HostedWebSearchTool, which is not supported; it was omitted.",
                "Warning: WebSearchToolCallContent cannot be sent in a assistant message; it was omitted.",
                "Warning: DataContent cannot be sent in a assistant message; it was omitted.",
                "Warning: TextContent cannot be sent in a tool message; it was omitted.",
                "Warning: DataContent of the type audio/wav cannot be sent in a message; it was omitted.",
                "Warning: TextReasoningContent cannot be sent in a message; it was omitted.",
                "Warning: ErrorContent cannot be sent in a message; it was omitted.",
            ],
            log.Messages);
    }

    [Fact]
    public async Task Content_UnsupportedByDefault_ThrowsWithTheNameOfTheOption()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using ChatCompletionsClient client = Client(emulator, "openai", UnsupportedContentHandling.Throw);
        AIMessage message = new(AIRole.User, [new ErrorContent("e")]);

        var e = await Assert.ThrowsAsync<NotSupportedException>(
            () => client.AsIChatClient(MiniMaxModels.M2_1).GetResponseAsync([message], null, TestTimeouts.Token));

        Assert.Contains("ChatCompletionsClientOptions.UnsupportedContents = Drop", e.Message, StringComparison.Ordinal);
        Assert.Empty(emulator.Requests);
    }

    private static ChatCompletionsClient Client(
        MiniMaxEmulator emulator, string provider, UnsupportedContentHandling handling, RecordingLoggerFactory? log = null) => new(
            Adapters.ForEmulator(emulator, provider),
            new ChatCompletionsClientOptions { Resilience = ResilienceOptions.None, UnsupportedContents = handling, LoggerFactory = log });
}
