using System.Reflection;
using System.Runtime.Versioning;
using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The schemas of functions on the wire, and the binding of their arguments.</summary>
public sealed class FunctionSchemaTests : ToolRunTest
{
    // The netstandard2.0 build of Microsoft.Extensions.AI does not read the attributes that bound a value.
    private static readonly string[] Unread =
        typeof(AIFunctionFactory).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName
            .StartsWith(".NETStandard", StringComparison.Ordinal) ? ["range", "length", "allowed values"] : [];

    public static MatrixTheoryData<string, string> Cases { get; } = new([OpenAI, Messages], SchemaCases.All.Keys.Except(Unread));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Function_OfAnyShape_SendsItsSchemaAndBindsArguments(string protocol, string name)
    {
        SchemaCase one = SchemaCases.All[name];
        if (one.BadArguments is { } bad)
            Emulator.Enqueue(Reply.ToolCall("shape", bad));
        Emulator.Enqueue(Reply.ToolCall("shape", one.Arguments), Reply.Text("Done."));

        ToolRunResult result = await RunAsync(protocol, streamed: false, [one.Function]);

        JsonElement tool = Emulator.Requests[0].Json.GetProperty("tools")[0];
        Json.AssertEqual(one.Schema, (protocol == OpenAI
            ? tool.GetProperty("function").GetProperty("parameters") : tool.GetProperty("input_schema")).GetRawText());
        ToolCallResult[] calls = [.. result.Steps.SelectMany(static step => step.Calls)];
        Assert.Equal((ToolCallOutcome.Succeeded, one.Result), (calls[^1].Outcome, calls[^1].Message.Content.Text));
        if (one.BadArguments is not null)
        {
            Assert.Equal(
                (ToolCallOutcome.InvalidArguments, $"Error: the arguments do not match the schema: {one.Problem}."),
                (calls[0].Outcome, calls[0].Message.Content.Text));
        }
    }

    [Fact]
    public void Cases_Count_IsAtLeastForty() => Assert.True(SchemaCases.All.Count >= 40);

    [Fact]
    public void Schema_PolymorphicParameter_IsAnObject()
    {
        AIFunction function = SchemaCase.CreateFunction((Shapes.Figure v) => v.ToString());
        Assert.Equal("object", function.ToFunctionTool().Function.Parameters!.Value
            .GetProperty("properties").GetProperty("v").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("""{"v":{"kind":"circle","radius":2}}""", ToolCallOutcome.Succeeded)]
    [InlineData("""{"v":{"kind":"triangle","radius":2}}""", ToolCallOutcome.InvalidArguments)]
    [InlineData("""{"v":{"radius":2}}""", ToolCallOutcome.InvalidArguments)]
    public async Task Arguments_OfPolymorphicType_AreBoundOrRejected(string arguments, ToolCallOutcome outcome)
    {
        Emulator.Enqueue(Reply.ToolCall("shape", arguments), Reply.Text("Done."));
        ToolRunResult result = await RunAsync(OpenAI, streamed: false, [SchemaCase.CreateFunction((Shapes.Figure v) => v.GetType().Name)]);
        Assert.Equal(outcome, result.Steps[0].Calls[0].Outcome);
    }

    [Fact]
    public async Task Strict_PropertyOfTheFunction_IsSent()
    {
        AIFunction function = AIFunctionFactory.Create((int n = 3) => n, new AIFunctionFactoryOptions
        {
            Name = "shape",
            AdditionalProperties = new Dictionary<string, object?> { ["strict"] = true },
        });
        Emulator.Enqueue(Reply.ToolCall("shape", """{"n":4}"""), Reply.Text("Done."));
        await RunAsync(OpenAI, streamed: false, [function]);
        Json.AssertEqual(
            """
            {"name":"shape","strict":true,"parameters":{"type":"object",
             "properties":{"n":{"type":"integer","description":"Default value: 3"}},"required":["n"],"additionalProperties":false}}
            """,
            Emulator.Requests[0].Json.GetProperty("tools")[0].GetProperty("function").GetRawText());
        Assert.Null(SchemaCase.CreateFunction(() => 1).ToFunctionTool().Function.Strict);
        Assert.False(function.ToFunctionTool(strict: false).Function.Strict);
    }

    [Theory]
    [InlineData("get weather")]
    [InlineData("wetter_für_köln")]
    [InlineData("a.b")]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm")]
    public async Task Name_Unsupported_IsRejectedBeforeSending(string name)
    {
        AIFunction function = AIFunctionFactory.Create(() => 1, name);
        foreach (string protocol in (string[])[OpenAI, Messages])
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => RunAsync(protocol, streamed: false, [function]));
            Assert.Contains("$.tools[0].function.name: is '", e.Message, StringComparison.Ordinal);
            Assert.Contains("a name is 1 to 64 of a-z A-Z 0-9 _ -", e.Message, StringComparison.Ordinal);
        }

        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public async Task Tools_MoreThan128_AreRejectedBeforeSending()
    {
        AIFunction[] tools = [.. Enumerable.Range(0, 129).Select(static i => AIFunctionFactory.Create(() => i, $"tool_{i}"))];
        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => RunAsync("aimlapi", streamed: false, tools));
        Assert.Contains("129", e.Message, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests);
        Emulator.Enqueue(Reply.ToolCall("tool_127", "{}"), Reply.Text("Done."));
        ToolRunResult result = await RunAsync("aimlapi", streamed: false, tools[..128]);
        Assert.Equal("127", result.Steps[0].Calls[0].Message.Content.Text);
    }
}
