using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MiniMaxClient.Neighbours.Tests.Mcp;

/// <summary>Results of MCP tools that are not text, and results of failed tools (dotnet.md, F8 and F17).</summary>
public sealed class McpResultTests
{
    private const int ImageBytes = 30_000;

    public static MatrixTheoryData<string, ToolPath> Paths => ToolPathRunner.All;

    public static MatrixTheoryData<string, ToolPath> RunPaths { get; } =
        new(Adapters.AllNames, [ToolPath.RunTools, ToolPath.StreamTools]);

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Image_InAResult_IsANoteOrAnImageBlock(string provider, ToolPath path)
    {
        await using McpConnection mcp = await OpenAsync(new()
        {
            Content = [new TextContentBlock { Text = "a window" }, ImageContentBlock.FromBytes(new byte[ImageBytes], "image/png")],
        });
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.ToolCall("shot", "{}", "call_1"), Reply.Text("Seen."));

        string text = await ToolPathRunner.RunAsync(emulated, path, mcp.Tools);

        Assert.Equal("Seen.", text);
        emulated.Requests[1].AssertImageIsShort("a window", "image/png", ImageBytes);
    }

    [Theory]
    [MemberData(nameof(RunPaths))]
    public async Task Result_WithIsError_CountsAsFailed(string provider, ToolPath path)
    {
        await using McpConnection mcp = await OpenAsync(
            new() { IsError = true, Content = [new TextContentBlock { Text = "disk full" }] });
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.ToolCall("shot", "{}", "call_1"), Reply.Text("Sorry."));

        ToolRunResult run = await ToolPathRunner.RunToolsAsync(emulated, path, mcp.Tools);

        Assert.Equal(1, run.FailedCalls);
        Assert.Equal(ToolCallOutcome.Failed, Assert.Single(run.Steps[0].Calls).Outcome);
        SentRequest.SentResult result = Assert.Single(emulated.Requests[1].ToolResults());
        Assert.Contains("disk full", result.Text, StringComparison.Ordinal);
        Assert.Equal(Adapters.UsesMessages(provider), result.IsError);
    }

    [Theory]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    [InlineData("anthropic", false)]
    [InlineData("anthropic", true)]
    public async Task Result_WithIsErrorThroughTheChatClient_IsReportedToTheModel(string provider, bool stream)
    {
        await using McpConnection mcp = await OpenAsync(
            new() { IsError = true, Content = [new TextContentBlock { Text = "disk full" }] });
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.ToolCall("shot", "{}", "call_1"), Reply.Text("Sorry."));

        await ToolPathRunner.RunAsync(emulated, stream ? ToolPath.StreamingChatClient : ToolPath.ChatClient, mcp.Tools);

        SentRequest.SentResult result = Assert.Single(emulated.Requests[1].ToolResults());
        Assert.Contains("disk full", result.Text, StringComparison.Ordinal);
        Assert.Equal(provider == "anthropic", result.IsError);
    }

    private static Task<McpConnection> OpenAsync(CallToolResult result) =>
        McpConnection.OpenAsync(McpServerTool.Create(() => result, new() { Name = "shot" }));
}
