namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

/// <summary>Results of functions that are not text (dotnet.md, F8), no result (F16), and a function that fails (F17).</summary>
public sealed class ToolResultTests
{
    private const int ImageBytes = 30_000;

    public static MatrixTheoryData<string, ToolPath> Paths => ToolPathRunner.All;

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Image_InAResult_IsANoteOrAnImageBlock(string provider, ToolPath path)
    {
        AIFunction shot = AIFunctionFactory.Create(
            static () => new AIContent[] { new TextContent("a window"), new DataContent(new byte[ImageBytes], "image/png") }, "shot");
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.ToolCall("shot", "{}", "call_1"), Reply.Text("Seen."));

        string text = await ToolPathRunner.RunAsync(emulated, path, [shot]);

        Assert.Equal("Seen.", text);
        emulated.Requests[1].AssertImageIsShort("a window", "image/png", ImageBytes);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Error_AsAResult_IsSentAsItsText(string provider, ToolPath path)
    {
        AIFunction save = AIFunctionFactory.Create(static () => new AIContent[] { new ErrorContent("disk full") }, "save");
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.ToolCall("save", "{}", "call_1"), Reply.Text("Sorry."));

        string text = await ToolPathRunner.RunAsync(emulated, path, [save]);

        Assert.Equal("Sorry.", text);
        Assert.Contains("disk full", Assert.Single(emulated.Requests[1].ToolResults()).Text, StringComparison.Ordinal);
    }

    public static TheoryData<string, ToolPath, bool> VoidPaths { get; } =
    [
        .. from path in ToolPathRunner.All
           from isTask in (bool[])[false, true]
           select new TheoryDataRow<string, ToolPath, bool>(path.Data.Item1, path.Data.Item2, isTask),
    ];

    [Theory]
    [MemberData(nameof(VoidPaths))]
    public async Task FunctionWithoutAResult_IsReportedAsSuccess(string provider, ToolPath path, bool isTask)
    {
        int saved = 0;
        AIFunction save = isTask
            ? AIFunctionFactory.Create(() => { saved++; return Task.CompletedTask; }, "save")
            : AIFunctionFactory.Create(() => { saved++; }, "save");
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.ToolCall("save", "{}", "call_1"), Reply.Text("Saved."));

        await ToolPathRunner.RunAsync(emulated, path, [save]);

        Assert.Equal(1, saved);
        Assert.Contains("success", Assert.Single(emulated.Requests[1].ToolResults()).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Function_Throws_IsMarkedAsFailedForAnthropic(string provider, ToolPath path)
    {
        AIFunction save = AIFunctionFactory.Create((Action)(static () => throw new InvalidOperationException("disk full")), "save");
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, Reply.ToolCall("save", "{}", "call_1"), Reply.Text("Sorry."));

        await ToolPathRunner.RunAsync(emulated, path, [save]);

        SentRequest.SentResult result = Assert.Single(emulated.Requests[1].ToolResults());
        Assert.DoesNotContain("success", result.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(Adapters.UsesMessages(provider), result.IsError);
    }
}
