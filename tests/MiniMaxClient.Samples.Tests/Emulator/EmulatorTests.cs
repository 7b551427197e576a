using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniMaxClient.Samples.Tests.Emulator;

/// <summary>Tests the emulator sample.</summary>
public sealed partial class EmulatorTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    private static readonly HttpClient Http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Greeting_CurlCommands_ReturnDescribedResponses()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is not installed on this machine.");
        string[] commands = [.. CurlLines().Matches(emulator.Greeting).Select(static match => match.Value)];

        string[] responses = await Task.WhenAll(commands.Select(ShellAsync));

        Assert.Equal(5, responses.Length);
        Assert.Contains("""MiniMax-M3 heard you say: \"Hello\".""", responses[0], StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]", responses[1].TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("\"type\":\"thinking\"", responses[2], StringComparison.Ordinal);
        Assert.Contains("minimax/m2-1", responses[3], StringComparison.Ordinal);
        Assert.Contains("Retry-After: 2", responses[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aimlapi/v1", "minimax/m2-1")]
    [InlineData("runapi/v1", "MiniMax-M2.1")]
    [InlineData("modelslab/api/v7/llm", "minimax-minimax-m2")]
    public async Task ChatCompletions_OfEachProvider_ReturnsCompletion(string path, string model)
    {
        using HttpResponseMessage response = await PostAsync(path, fault: null, model);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("heard you say", await TextAsync(response), StringComparison.Ordinal);
        Assert.Contains($"/{path}\n", emulator.Greeting, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500", 500, "Simulated error 500")]
    [InlineData("429; retry-after=7", 429, "rate_limit")]
    [InlineData("402", 402, "insufficient_credits")]
    [InlineData("in-band", 200, "\"status_code\":1002")]
    [InlineData("in-band; code=1008", 200, "\"status_code\":1008")]
    [InlineData("slow; delay=1", 200, "heard you say")]
    [InlineData("oops", 400, "X-Emulate-Fault: 'oops' is not a fault. Faults: 400 to 599")]
    [InlineData("429; retry=1", 400, "X-Emulate-Fault: '429' has no setting 'retry'.")]
    [InlineData("429; retry-after", 400, "X-Emulate-Fault: 'retry-after' is not a setting with a number.")]
    [InlineData(";", 400, "X-Emulate-Fault: '' is not a fault.")]
    public async Task FaultHeader_Error_ReturnsError(string fault, int status, string body)
    {
        using HttpResponseMessage response = await PostAsync("runapi/v1", fault);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(body, JsonText().Replace(await TextAsync(response), "'"), StringComparison.Ordinal);
        if (fault.StartsWith("429; retry-after=", StringComparison.Ordinal))
            Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter!.Delta);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("cut; bytes=20")]
    [InlineData("disconnect")]
    public async Task FaultHeader_ConnectionFault_ClosesConnection(string fault)
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using HttpResponseMessage response = await PostAsync("runapi/v1", fault);
            await TextAsync(response);
        });
    }

    [Fact]
    public async Task FaultHeader_WithTimes_FailsThenSucceeds()
    {
        List<int> statuses = [];
        for (int i = 0; i < 6; i++)
        {
            using HttpResponseMessage response = await PostAsync("runapi/v1", "503; times=2");
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([503, 503, 200, 503, 503, 200], statuses);
    }

    [Fact]
    public async Task Log_CompletedAndAbortedRequests_HasLineForEach()
    {
        using var cancellation = new CancellationTokenSource();
        Task<HttpResponseMessage> hanging = PostAsync("runapi/v1", "hang", cancellation: cancellation);
        using HttpResponseMessage accepted = await PostAsync("aimlapi/v1", fault: null, "minimax/m2-1");
        using HttpResponseMessage rejected = await PostAsync("runapi/v1", fault: null, model: "unknown");

        Assert.False(hanging.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        string log = await emulator.ReadUntilAsync("[hang]");

        Assert.Matches(@"\n *\d+ AimlApi POST /v1/chat/completions minimax/m2-1 -> 200, \d+ ms\n", '\n' + log);
        Assert.Matches(@"\n *\d+ RunApi POST /v1/chat/completions unknown -> 404, \d+ ms\n", '\n' + log);
        Assert.Matches(@"\n *\d+ RunApi POST /v1/chat/completions MiniMax-M2.7 \[hang\] -> 200 client disconnected, \d+ ms$", '\n' + log);
    }

    [Fact]
    public async Task Emulator_TerminatedDuringRequest_ExitsWithZero()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        await using var own = new EmulatorProcess();
        await own.InitializeAsync();
        Task<HttpResponseMessage> hanging = PostAsync("runapi/v1", "hang", address: own.Address);
        using HttpResponseMessage completed = await PostAsync("runapi/v1", fault: null, address: own.Address);

        (string output, int exitCode) = await own.StopAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => hanging);
        Assert.Contains("Stopped.", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Theory]
    [InlineData("--port", "x")]
    [InlineData("--help")]
    public async Task CommandLine_Invalid_PrintsUsage(params string[] arguments)
    {
        using Process process = SampleProgram.Start("Emulator", arguments);
        string error = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.StartsWith("Usage: Emulator [--port ", error, StringComparison.Ordinal);
        Assert.Equal(2, process.ExitCode);
    }

    [Fact]
    public async Task Port_InUse_PrintsError()
    {
        using Process process = SampleProgram.Start("Emulator", "--port", $"{emulator.Address.Port}");
        string error = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.Matches(@"address already in use\. Use --port to select another port", error);
        Assert.Equal(1, process.ExitCode);
    }

    private async Task<HttpResponseMessage> PostAsync(
        string path, string? fault, string model = "MiniMax-M2.7", Uri? address = null, CancellationTokenSource? cancellation = null)
    {
        var uri = new Uri(address ?? emulator.Address, path + "/chat/completions");
        using var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Content = JsonContent.Create(new { model, messages = new[] { new { role = "user", content = "Hello" } } }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", EmulatorProcess.Key);
        if (fault is not null)
            request.Headers.Add("X-Emulate-Fault", fault);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(Token, cancellation?.Token ?? default);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
    }

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(Token);

    private static async Task<string> ShellAsync(string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", command + " 2>/dev/null"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return output;
    }

    [GeneratedRegex(@"^curl(?:.*\\\n)*.*$", RegexOptions.Multiline)]
    private static partial Regex CurlLines();

    /// <summary>Matches an apostrophe escaped in JSON.</summary>
    [GeneratedRegex(@"\\u0027")]
    private static partial Regex JsonText();
}
