using System.Text.Json;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Bulk;

/// <summary>Tests the bulk sample on one machine.</summary>
public sealed class BulkTests : IDisposable
{
    private readonly CancellationToken _token = RunsAlone.Token;
    private readonly BulkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_WithoutApiKey_CompletesAllLinesDespiteRateLimit()
    {
        string output = await SampleProgram.RunAsync("Bulk", "demo", _folder[""]);

        Assert.StartsWith(
            "200 lines, 0 of them completed; concurrency 16; provider aimlapi (emulated", output, StringComparison.Ordinal);
        // Redirected lines are wrapped, and which of them are printed depends on the time.
        Assert.Matches(
            @" of 200 done, (about \d+ s left, )?[012] failed, [\d,]+ tokens/s, 0\.00\d\d USD, requests in flight: \d+ \(at most \d+\)",
            string.Join(' ', output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        foreach ((string figure, string value) in (ReadOnlySpan<(string, string)>)
        [
            ("succeeded", "198"),
            ("failed", "2"),
            ("sent again after a rate limit", "6"),
            ("prompt tokens", "1,188"),
            ("completion tokens", "3,366"),
        ])
        {
            Assert.Matches($@"│ {figure} +│ {value} ", output);
        }

        Assert.Contains("200 of 200 lines have a result in", output, StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(1, 200).Select(static number => $"line-{number:D3}"),
            _folder.ReadOutput().Select(BulkFolder.GetCustomId).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["1026", "1026"],
            _folder.ReadOutput().Select(static result => result.GetProperty("error"))
                .Where(static error => error.ValueKind == JsonValueKind.Object)
                .Select(static error => error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Run_BudgetExceeded_StopsAndNextRunContinues()
    {
        _folder.WriteInput(300);
        using BulkProcess first = BulkProcess.Start("run", _folder.Input, _folder.Output, "--budget", "0.002");
        (int exitCode, string output, _) = await first.WaitForExitAsync(_token);

        Assert.Equal(1, exitCode);
        Assert.Contains("the spend limit is reached", output, StringComparison.Ordinal);
        Assert.Contains("Run the same command again to continue.", output, StringComparison.Ordinal);
        int completed = _folder.ReadOutput().Count;
        Assert.InRange(completed, 1, 299);
        Assert.Contains($"{completed} of 300 lines have a result", output, StringComparison.Ordinal);

        using BulkProcess second = BulkProcess.Start("run", _folder.Input, _folder.Output);
        Assert.StartsWith(
            $"300 lines, {completed} of them completed;", await second.WaitForSuccessAsync(_token), StringComparison.Ordinal);
        _folder.AssertComplete(300);
    }

    [Fact]
    public async Task Run_Type_StoresValuesUsageAndErrors()
    {
        const int Count = 20;
        _folder.WriteInput(Count);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = BulkFolder.RespondWithInvoice }, _token);
        using BulkProcess run = BulkProcess.Start(emulator, "run", _folder.Input, _folder.Output, "--type", "invoice");

        Assert.Contains("20 of 20 lines have a result", await run.WaitForSuccessAsync(_token), StringComparison.Ordinal);

        _folder.AssertInvoices(Count);
        // One correction for line-0, two for line-1.
        Assert.Equal(Count + 3, emulator.Requests.Count);
    }

    [Fact]
    public async Task Run_Terminated_StoresPendingResultsAndSendsNoNewRequests()
    {
        _folder.WriteInput(2000);
        var held = new TaskCompletionSource();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        emulator.Enqueue([.. Enumerable.Repeat(Reply.Text("Done.").HoldUntil(held.Task), 100)]);
        using BulkProcess run = BulkProcess.Start(emulator, "run", _folder.Input, _folder.Output);
        for (int i = 0; i < 16; i++)
            await emulator.WaitForRequestAsync(_token);

        // Two processes that write to one file would corrupt it.
        using BulkProcess second = BulkProcess.Start(emulator, "run", _folder.Input, _folder.Output);
        (int secondExitCode, _, string secondErrors) = await second.WaitForExitAsync(_token);
        Assert.Equal(1, secondExitCode);
        Assert.Contains("used by another process", secondErrors, StringComparison.Ordinal);

        run.Terminate();
        held.SetResult();
        (int exitCode, string output, _) = await run.WaitForExitAsync(_token);
        Assert.Equal(1, exitCode);
        Assert.Contains("Stopped early: stopped.", output, StringComparison.Ordinal);
        Assert.InRange(emulator.Requests.Count, 16, 1999);
        Assert.Equal(emulator.Requests.Count, _folder.ReadOutput().Count);
    }

    [Theory]
    [InlineData("""{"custom_id":"a","body":{}}""", """{"custom_id":"a","body":{}}""", "custom_id must be unique; duplicates: a.")]
    [InlineData("""{"custom_id":"a","body":{}}""", """{"body":{}}""", ":2: custom_id is missing.")]
    [InlineData("""{"custom_id":"a"}""", "", ":1: body is missing.")]
    [InlineData("""{"custom_id":"a","url":"/v1/x","body":{}}""", "", ":1: url is /v1/x but must be /v1/chat/completions.")]
    [InlineData("[]", "", ":1: the line is not a JSON object.")]
    [InlineData("{", "", ":1: the line is not valid JSON: ")]
    public async Task Run_InvalidInput_FailsBeforeFirstRequest(string first, string second, string problem)
    {
        File.WriteAllLines(_folder.Input, [first, second]);
        using BulkProcess run = BulkProcess.Start("run", _folder.Input, _folder.Output);
        (int exitCode, _, string errors) = await run.WaitForExitAsync(_token);
        Assert.Equal(1, exitCode);
        Assert.Contains(problem, errors, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Output));
    }

    [Fact]
    public async Task Run_OutputIsInput_FailsAndLeavesFileUnchanged()
    {
        _folder.WriteInput(2);
        string input = File.ReadAllText(_folder.Input).TrimEnd();
        File.WriteAllText(_folder.Input, input);
        using BulkProcess run = BulkProcess.Start("run", _folder.Input, _folder.Input);
        (int exitCode, _, string errors) = await run.WaitForExitAsync(_token);
        Assert.Equal(1, exitCode);
        Assert.Contains("in.jsonl: not a result: ", errors, StringComparison.Ordinal);
        Assert.Equal(input, File.ReadAllText(_folder.Input));
    }

    [Fact]
    public async Task Run_OutputWithOtherResults_KeepsThemAndCountsOwn()
    {
        _folder.WriteInput(3);
        using (BulkProcess first = BulkProcess.Start("run", _folder.Input, _folder.Output))
            await first.WaitForSuccessAsync(_token);
        File.WriteAllText(_folder.Input, File.ReadLines(_folder.Input).First().Replace("line-0", "line-9"));
        using BulkProcess second = BulkProcess.Start("run", _folder.Input, _folder.Output);
        string output = await second.WaitForSuccessAsync(_token);
        Assert.StartsWith("1 lines, 0 of them completed;", output, StringComparison.Ordinal);
        Assert.Contains("1 of 1 lines have a result", output, StringComparison.Ordinal);
        Assert.Equal(4, _folder.ReadOutput().Count);
    }

    [Theory]
    [InlineData("An input file and an output file are required.", "run", "in.jsonl")]
    [InlineData("--concurrency is '5000' but must be an integer from 1 to 1000.", "run", "a", "b", "--concurrency", "5000")]
    [InlineData("--address: The text is not an absolute address", "run", "a", "b", "--address", "host")]
    [InlineData("--rabbit must be an address such as amqp://user:password@host.", "enqueue", "a", "--rabbit", "host")]
    [InlineData("--rabbit must be an address such as amqp://user:password@host.", "work", "--out", "a", "--rabbit", "http://host")]
    [InlineData("Unknown option: --fast.", "run", "in.jsonl", "out.jsonl", "--fast", "yes")]
    [InlineData("--budget is 'a lot' but must be an amount in US dollars, such as 2.50.", "run", "a", "b", "--budget", "a lot")]
    [InlineData("--type is 'person' but must be invoice.", "run", "a", "b", "--type", "person")]
    [InlineData("--rabbit is missing.", "enqueue", "in.jsonl")]
    [InlineData("Unknown command: walk.", "walk")]
    public async Task CommandLine_Invalid_PrintsProblemAndUsage(string problem, params string[] arguments)
    {
        using BulkProcess run = BulkProcess.Start(arguments);
        (int exitCode, _, string errors) = await run.WaitForExitAsync(_token);
        Assert.Equal(2, exitCode);
        Assert.StartsWith(problem, errors, StringComparison.Ordinal);
        Assert.Contains("Bulk run <in.jsonl> <out.jsonl>", errors, StringComparison.Ordinal);
    }
}
