namespace MiniMaxClient.Samples.Tests;

/// <summary>Tests the agent sample's runs that stop for an approval and continue in another process.</summary>
public sealed class AgentResumeTests : IDisposable
{
    private const string Call =
        """  write_note {"text":"March 2026: 1857.10 EUR, 623.10 EUR more than in February"}""" + "\n";

    private readonly CancellationToken _token = TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public AgentResumeTests()
    {
        foreach (string file in Directory.GetFiles(Path.Combine(Documents.RepositoryPages.Root, "samples", "Agent", "data")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
    }

    private string State => Path.Combine(_folder, "run.json");

    private string Notes => Path.Combine(_folder, "answers.md");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--approve", "", "In March we sold 623.10 EUR more than in February. The note is in answers.md.")]
    [InlineData("--deny", "", "In March we sold 623.10 EUR more than in February. I did not write it down.")]
    [InlineData(null, "y\n", "The note is in answers.md.")]
    [InlineData(null, "n\n", "I did not write it down.")]
    [InlineData(null, "\n", "I did not write it down.")]
    public async Task Resume_Decided_EndsTheRunAndDeletesTheState(string? option, string input, string answer)
    {
        string paused = await RunAsync("", "Net sales?", _folder, "--state", State);
        Assert.Contains(Call + "    needs your approval\n", paused, StringComparison.Ordinal);
        Assert.Contains($"Continue it with --resume {State} {_folder}", paused, StringComparison.Ordinal);
        Assert.False(File.Exists(Notes));

        string resumed = await RunAsync(input, [.. (string[])["--resume", State, _folder], .. option is null ? [] : (string[])[option]]);

        Assert.StartsWith("AIMLAPI_API_KEY is not set", resumed, StringComparison.Ordinal);
        Assert.Matches(@"Continuing .*run\.json after 5 requests, 0\.\d+ USD \(reported\)\.", resumed);
        Assert.Contains(answer, resumed, StringComparison.Ordinal);
        Assert.Matches(@"6 steps, \d+ tokens, 0\.\d+ USD \(reported\), stop reason: Completed", resumed);
        Assert.False(File.Exists(State));
        Assert.Equal(
            answer.Contains("answers.md", StringComparison.Ordinal)
                ? "- March 2026: 1857.10 EUR, 623.10 EUR more than in February\n"
                : null,
            File.Exists(Notes) ? await File.ReadAllTextAsync(Notes, _token) : null);
    }

    [Fact]
    public async Task Resume_WithoutAnAnswer_ChangesNothing()
    {
        await RunAsync("", "Net sales?", _folder, "--state", State);
        string state = await File.ReadAllTextAsync(State, _token);

        string output = await RunAsync("", "--resume", State, _folder);

        Assert.Contains("No answer: nothing was run", output, StringComparison.Ordinal);
        Assert.Equal(state, await File.ReadAllTextAsync(State, _token));
    }

    [Fact]
    public async Task State_FileExists_IsRefusedAndUnchanged()
    {
        await File.WriteAllTextAsync(State, "my data", _token);
        var start = SampleProgram.CreateStartInfo("Agent", "Net sales?", _folder, "--state", State);
        using var process = System.Diagnostics.Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync(_token);
        await process.WaitForExitAsync(_token);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains($"{State} exists: choose another file", errors, StringComparison.Ordinal);
        Assert.Equal("my data", await File.ReadAllTextAsync(State, _token));
    }

    [Fact]
    public async Task Approval_InvisibleCharacters_AreEscaped()
    {
        await RunAsync("", "Net sales?", _folder, "--state", State);
        string state = await File.ReadAllTextAsync(State, _token);
        // Tag characters, line and paragraph separators, a no-break space; and characters that are shown.
        const string Hidden = "\U000E0020\U000E0041\u2028\u2029\u00A0\u202E";
        await File.WriteAllTextAsync(State, state.Replace("than in February\\\"}", $"than{Hidden} é😀\\\"}}", StringComparison.Ordinal), _token);

        string output = await RunAsync("", "--resume", State, _folder);

        Assert.Contains(
            """than\udb40\udc20\udb40\udc41\u2028\u2029\u00a0\u202e é😀"}""" + "\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_UnknownOption_PrintsTheUsage()
    {
        var start = SampleProgram.CreateStartInfo("Agent", "--resum", State);
        using var process = System.Diagnostics.Process.Start(start)!;
        string errors = await process.StandardError.ReadToEndAsync(_token);
        await process.WaitForExitAsync(_token);

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("--resume <file>", errors, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string input, params string[] arguments)
    {
        using var process = new AgentProcess(arguments, input: input);
        return await process.WaitForSuccessAsync(_token);
    }
}
