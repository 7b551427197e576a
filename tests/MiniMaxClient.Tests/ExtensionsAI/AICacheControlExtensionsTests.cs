using Microsoft.Extensions.AI;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AICacheControlExtensionsTests
{
    [Fact]
    public async Task WithCacheControl_Function_MarksTheToolAndStillRuns()
    {
        AIFunction function = AIFunctionFactory.Create(
            static () => 42, new AIFunctionFactoryOptions { Name = "f", AdditionalProperties = new Dictionary<string, object?> { ["strict"] = true } });

        AIFunction marked = function.WithCacheControl();

        FunctionTool tool = marked.ToFunctionTool();
        Assert.Equal(CacheControl.Ephemeral, tool.CacheControl);
        Assert.Equal(("f", true), (tool.Function.Name, tool.Function.Strict));
        Assert.Equal("42", (await marked.InvokeAsync(cancellationToken: TestContext.Current.CancellationToken))?.ToString());
        Assert.Null(function.ToFunctionTool().CacheControl);
    }

    [Fact]
    public void WithCacheControl_Content_ReturnsItWithTheMarker()
    {
        var content = new TextContent("a");
        CacheControl marker = new() { Type = "other" };

        Assert.Same(content, content.WithCacheControl(marker));
        Assert.Same(marker, content.AdditionalProperties!["anthropic:cache_control"]);
        Assert.Throws<ArgumentNullException>(static () => ((TextContent)null!).WithCacheControl());
        Assert.Throws<ArgumentNullException>(static () => ((AIFunction)null!).WithCacheControl());
    }
}
