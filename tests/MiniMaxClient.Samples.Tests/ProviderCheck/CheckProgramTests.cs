using System.Diagnostics;
using System.Globalization;
using MiniMaxClient.Samples.ProviderCheck;
using MiniMaxClient.Samples.ProviderCheck.Reports;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>The command line, the spend ceiling, wrong addresses, and Ctrl+C.</summary>
public sealed class CheckProgramTests
{
    [Theory]
    [InlineData("Unknown option: --what", "--what")]
    [InlineData("--provider requires a value", "--provider")]
    [InlineData("--provider requires a value", "--provider", "--chat")]
    [InlineData("must be one of aimlapi, runapi, modelslab, minimax", "--provider", "acme")]
    [InlineData("--max-cost is 'much'", "--max-cost", "much")]
    [InlineData("--max-cost is '-1'", "--max-cost", "-1")]
    [InlineData("--timeout is '0'", "--timeout", "0")]
    [InlineData("--address must be an absolute URL", "--address", "localhost")]
    [InlineData("host: ", "--address", "http://example.com/v1")]
    [InlineData("exclude each other", "--chat", "--messages")]
    [InlineData("aimlapi has no Messages endpoint", "--emulator", "--provider", "aimlapi", "--messages")]
    [InlineData("must be in RUNAPI_API_KEY or RUNAPI_KEY", "--provider", "runapi", "--address", "http://localhost:1")]
    [InlineData("must be in MODELSLAB_API_KEY", "--provider", "modelslab")]
    [InlineData("--price is 'free'", "--price", "0.30", "free")]
    [InlineData("--emulator and --address exclude", "--emulator", "--address", "http://localhost:1")]
    public async Task Run_WrongUsage_ExplainsIt(string message, params string[] arguments)
    {
        CheckRun run = await CheckRun.StartAsync(arguments);

        Assert.Equal(CheckProgram.WrongUsage, run.ExitCode);
        Assert.Contains(message, run.Progress, StringComparison.Ordinal);
        Assert.Contains("--max-cost <usd>", run.Progress, StringComparison.Ordinal);
        Assert.Empty(run.Files);
    }

    [Fact]
    public async Task Run_Help_ShowsTheOptions()
    {
        CheckRun run = await CheckRun.StartAsync(["--help"]);

        Assert.Equal(CheckProgram.AsAssumed, run.ExitCode);
        Assert.Contains("--output <folder>", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CeilingOfZero_SendsNothingThatCosts()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = new EmulatedModel().CreateReply }, TestContext.Current.CancellationToken);
        CheckRun run = await CheckRun.StartAsync(
            ["--provider", "minimax", "--address", $"{emulator.MiniMax}", "--max-cost", "0"],
            new() { ["MINIMAX_API_KEY"] = emulator.ApiKey });

        Assert.Equal(CheckProgram.Incomplete, run.ExitCode);
        Assert.All(emulator.Requests, static request => Assert.True(
            request.Method == "GET" || !request.HasValidKey || request.Path.EndsWith("/count_tokens", StringComparison.Ordinal)));
        Assert.Contains("error-key", run.GetChecks("minimax", "chat", "confirmed"));
        Assert.Contains("complete", run.GetChecks("minimax", "chat", "not_run"));
        Assert.Contains("spend ceiling", run.Output, StringComparison.Ordinal);
        Assert.Contains("Cost: 0.00 of 0.00 USD.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SmallCeiling_RunsTheFirstChecksOnly()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = new EmulatedModel().CreateReply }, TestContext.Current.CancellationToken);
        CheckRun run = await CheckRun.StartAsync(
            ["--provider", "runapi", "--address", $"{emulator.RunApi}", "--max-cost", "0.003", "--chat"],
            new() { ["RUNAPI_KEY"] = emulator.ApiKey });

        Assert.Equal(CheckProgram.Incomplete, run.ExitCode);
        Assert.Contains("complete", run.GetChecks("runapi", "chat", "confirmed"));
        Assert.Contains("effort-effect", run.GetChecks("runapi", "chat", "not_run"));
        Assert.Contains("error-key", run.GetChecks("runapi", "chat", "confirmed"));
    }

    [Fact]
    public async Task Run_WrongAddress_RunsNothing()
    {
        CheckRun run = await CheckRun.StartAsync(["--address", "http://127.0.0.1:1/v1"]);

        Assert.Equal(CheckProgram.Incomplete, run.ExitCode);
        Assert.Contains("MiniMaxConnectionException", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("confirmed", run.Output, StringComparison.Ordinal);
        Assert.Contains("nothing, because no check ran", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Files);
    }

    [Fact]
    public async Task Run_RejectedKey_StopsAfterTheFirstRequest()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken);
        CheckRun run = await CheckRun.StartAsync(
            ["--provider", "minimax", "--address", $"{emulator.MiniMax}", "--chat"],
            new() { ["MINIMAX_API_KEY"] = "sk-4f9a0c1e7b2d8853" });

        Assert.Equal(CheckProgram.Incomplete, run.ExitCode);
        Assert.DoesNotContain("different", run.Output, StringComparison.Ordinal);
        Assert.Contains("'complete' failed: MiniMaxAuthenticationException", run.Output, StringComparison.Ordinal);
        Assert.Single(emulator.Requests, static request => request.Method == "POST");
        Assert.Empty(run.Files);
    }

    [Fact]
    public async Task Run_FileThatCannotBeWritten_SendsNothing()
    {
        string folder = Path.GetTempFileName();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken);

        CheckRun run = await CheckRun.StartAsync(
            ["--provider", "minimax", "--address", $"{emulator.MiniMax}", "--output", folder],
            new() { ["MINIMAX_API_KEY"] = emulator.ApiKey });
        File.Delete(folder);

        Assert.Equal(CheckProgram.Incomplete, run.ExitCode);
        Assert.Empty(emulator.Requests);
    }

    [Fact]
    public async Task Write_OneFileFails_WritesTheOthers()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("provider-check-");
        var files = new ReportFiles(folder.FullName, "minimax");
        files.Verify();
        Directory.CreateDirectory(files.Markdown);
        List<string> failures = [];
        await File.WriteAllTextAsync(files.Recording, "recorded", TestContext.Current.CancellationToken);

        files.Write([CreateResult()], new([]), failures.Add);

        Assert.Equal(["provider-check-minimax.json", "provider-check-minimax.cassette"], files.Names);
        Assert.StartsWith("provider-check-minimax.md was not written: ", Assert.Single(failures), StringComparison.Ordinal);
        Assert.False(File.Exists(files.Recording));
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Create_ControlCharactersOfAServer_AreNotWritten()
    {
        TargetResult result = CreateResult(Finding.Confirmed("st\u001b]0;title\u0007op \u202e|\n# heading"));
        var redactor = new KeyRedactor([]);

        string markdown = new MarkdownReport(redactor).Create([result], "cassette");

        Assert.Contains("| st ]0;title op \\| # heading |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Canceled_StartsNoOtherProviderAndWritesNothing()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            cancellationToken: TestContext.Current.CancellationToken);

        CheckRun run = await CheckRun.StartAsync(
            ["--provider", "minimax", "--address", $"{emulator.MiniMax}"],
            new() { ["MINIMAX_API_KEY"] = emulator.ApiKey },
            new CancellationToken(canceled: true));

        Assert.Equal(CheckProgram.Incomplete, run.ExitCode);
        Assert.Empty(emulator.Requests);
        Assert.Empty(run.Files);
    }

    [Fact]
    public async Task Run_CtrlC_WritesTheReportOfWhatRan()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT.");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        var waiting = new TaskCompletionSource();
        var model = new EmulatedModel();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new()
            {
                Responder = request =>
                {
                    if (!request.Text.Contains("one hundred in words", StringComparison.Ordinal))
                        return model.CreateReply(request);
                    waiting.TrySetResult();
                    return Reply.Default().Stall();
                },
            },
            cancellationToken);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("provider-check-");
        ProcessStartInfo start = SampleProgram.CreateStartInfo(
            "ProviderCheck", "--provider", "minimax", "--address", $"{emulator.MiniMax}", "--chat", "--output", folder.FullName);
        start.Environment["MINIMAX_API_KEY"] = emulator.ApiKey;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> progress = process.StandardError.ReadToEndAsync(cancellationToken);
        await waiting.Task.WaitAsync(cancellationToken);
        using (Process kill = Process.Start("sh", ["-c", $"kill -INT {process.Id.ToString(CultureInfo.InvariantCulture)}"]))
            await kill.WaitForExitAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        Assert.Equal(CheckProgram.Incomplete, process.ExitCode);
        Assert.Contains("] complete: confirmed", await progress, StringComparison.Ordinal);
        Assert.Contains("stopped", await output, StringComparison.Ordinal);
        string report = await File.ReadAllTextAsync(Path.Combine(folder.FullName, "provider-check-minimax.md"), cancellationToken);
        folder.Delete(recursive: true);
        Assert.Contains("| `complete` | confirmed |", report, StringComparison.Ordinal);
        Assert.Contains("| `max-tokens` | not run | stopped |", report, StringComparison.Ordinal);
        Assert.Contains("| `image` | not run | stopped |", report, StringComparison.Ordinal);
    }

    private static TargetResult CreateResult(Finding? finding = null)
    {
        Target target = new("minimax", WireProtocol.Chat, MiniMaxModels.M3, "test", null, static key => new MiniMaxAdapter(key!));
        return new(target, [new(CheckList.All[0], finding ?? Finding.Confirmed("fine"), TimeSpan.Zero)], 0);
    }
}
