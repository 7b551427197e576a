using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MiniMaxClient.Neighbours.Tests.Mcp;

/// <summary>Tools of an MCP server, through <c>RunToolsAsync</c> and through <c>UseFunctionInvocation</c>.</summary>
public sealed class McpToolTests
{
    public static MatrixTheoryData<string, ToolPath> Paths => ToolPathRunner.All;

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Tool_ReturnsText_RunsAndItsTextIsSent(string provider, ToolPath path)
    {
        await using McpConnection mcp = await McpConnection.OpenAsync(McpServerTool.Create(
            ([Description("The city.")] string city) => $"{city}: snow, -3 °C", new() { Name = "weather", Description = "Gets the weather." }));
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.ToolCall("weather", """{"city":"Oslo"}""", "call_1"), Reply.Text("Snow."));

        string text = await ToolPathRunner.RunAsync(emulated, path, mcp.Tools);

        Assert.Equal("Snow.", text);
        RecordedRequest first = emulated.Requests[0];
        JsonElement tool = first.Json.GetProperty("tools")[0];
        Assert.Contains("\"city\"", tool.GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Gets the weather.", tool.GetRawText(), StringComparison.Ordinal);
        SentRequest.SentResult result = Assert.Single(emulated.Requests[1].ToolResults());
        Assert.Equal("call_1", result.Id);
        Assert.Contains("Oslo: snow, -3 °C", result.Text, StringComparison.Ordinal);
        Assert.False(result.IsError);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Tool_ArgumentsNotMatchingItsSchema_IsNotCalled(string provider, ToolPath path)
    {
        int calls = 0;
        await using McpConnection mcp = await McpConnection.OpenAsync(McpServerTool.Create(
            (int days) => Interlocked.Increment(ref calls) + days, new() { Name = "forecast" }));
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.ToolCall("forecast", """{"days":"many"}""", "call_1"), Reply.Text("Sorry."));

        string text = await ToolPathRunner.RunAsync(emulated, path, mcp.Tools);

        Assert.Equal("Sorry.", text);
        Assert.Equal(0, calls);
        Assert.Contains("days", Assert.Single(emulated.Requests[1].ToolResults()).Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Tool_WithSeveralTextBlocks_HasAllOfThemSent(string provider, ToolPath path)
    {
        await using McpConnection mcp = await McpConnection.OpenAsync(McpServerTool.Create(
            () => new CallToolResult { Content = [new TextContentBlock { Text = "first" }, new TextContentBlock { Text = "second" }] },
            new() { Name = "list" }));
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.ToolCall("list", "{}", "call_1"), Reply.Text("Two."));

        await ToolPathRunner.RunAsync(emulated, path, mcp.Tools);

        string sent = Assert.Single(emulated.Requests[1].ToolResults()).Text;
        Assert.Contains("first", sent, StringComparison.Ordinal);
        Assert.Contains("second", sent, StringComparison.Ordinal);
    }
}
