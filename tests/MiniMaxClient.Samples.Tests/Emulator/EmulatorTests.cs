using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniMaxClient.Samples.Tests.Emulator;

/// <summary>The emulator sample serves what it prints, goes wrong when asked to, and ends when told.</summary>
public sealed partial class EmulatorTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    private static readonly HttpClient Http = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CurlLine_OfTheGreeting_DoesWhatItSays()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "There is no curl here.");
        string[] commands = [.. CurlLines().Matches(emulator.Greeting).Select(static match => match.Value)];

        string[] answers = await Task.WhenAll(commands.Select(ShellAsync));

        Assert.Equal(5, answers.Length);
        Assert.Contains("""MiniMax-M2.7 heard you say: \"Hello\".""", answers[0], StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]", answers[1].TrimEnd(), StringComparison.Ordinal);
        Assert.Contains("\"type\":\"thinking\"", answers[2], StringComparison.Ordinal);
        Assert.Contains("minimax/m2-1", answers[3], StringComparison.Ordinal);
        Assert.Contains("Retry-After: 2", answers[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aimlapi/v1", "minimax/m2-1")]
    [InlineData("runapi/v1", "MiniMax-M2.1")]
    [InlineData("modelslab/api/v7/llm", "minimax-minimax-m2")]
    public async Task Provider_AskedForAChat_Answers(string path, string model)
    {
        using HttpResponseMessage response = await PostAsync(path, fault: null, model);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains("heard you say", await TextAsync(response), StringComparison.Ordinal);
        Assert.Contains($"/{path}\n", emulator.Greeting, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("500", 500, "The request asked for 500")]
    [InlineData("429; retry-after=7", 429, "rate_limit")]
    [InlineData("402", 402, "insufficient_credits")]
    [InlineData("in-band", 200, "\"status_code\":1002")]
    [InlineData("in-band; code=1008", 200, "\"status_code\":1008")]
    [InlineData("slow; delay=1", 200, "heard you say")]
    [InlineData("oops", 400, "X-Emulate-Fault: 'oops' is not a fault. There are: 400 to 599")]
    [InlineData("429; retry=1", 400, "X-Emulate-Fault: '429' has no setting 'retry'.")]
    [InlineData("429; retry-after", 400, "X-Emulate-Fault: 'retry-after' is not a setting and its number.")]
    [InlineData(";", 400, "X-Emulate-Fault: '' is not a fault.")]
    public async Task Fault_OfTheHeader_IsTheResponse(string fault, int status, string body)
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
    public async Task Fault_OfTheConnection_BreaksIt(string fault)
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using HttpResponseMessage response = await PostAsync("runapi/v1", fault);
            await TextAsync(response);
        });
    }

    [Fact]
    public async Task Fault_WithTimes_ComesSoOftenAndBeginsAnew()
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
    public async Task Log_HasALineForEachRequest_AlsoOfOneThatHangsUntilItsClientLeaves()
    {
        using var leaving = new CancellationTokenSource();
        Task<HttpResponseMessage> hanging = PostAsync("runapi/v1", "hang", leaving: leaving);
        using HttpResponseMessage answered = await PostAsync("aimlapi/v1", fault: null, "minimax/m2-1");
        using HttpResponseMessage refused = await PostAsync("runapi/v1", fault: null, model: "unknown");

        Assert.False(hanging.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
        string log = await emulator.ReadUntilAsync("[hang]");

        Assert.Matches(@"\n *\d+ AimlApi POST /v1/chat/completions minimax/m2-1 -> 200, \d+ ms\n", '\n' + log);
        Assert.Matches(@"\n *\d+ RunApi POST /v1/chat/completions unknown -> 404, \d+ ms\n", '\n' + log);
        Assert.Matches(@"\n *\d+ RunApi POST /v1/chat/completions MiniMax-M2.7 \[hang\] -> 200 client left, \d+ ms$", '\n' + log);
    }

    [Fact]
    public async Task Terminated_WhileARequestHangs_EndsWell()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM here.");
        await using var own = new EmulatorProcess();
        await own.InitializeAsync();
        Task<HttpResponseMessage> hanging = PostAsync("runapi/v1", "hang", address: own.Address);
        using HttpResponseMessage answered = await PostAsync("runapi/v1", fault: null, address: own.Address);

        (string output, int exitCode) = await own.StopAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => hanging);
        Assert.Contains("Stopped.", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Theory]
    [InlineData("--port", "x")]
    [InlineData("--help")]
    public async Task Arguments_ThatItDoesNotKnow_AreToldTheUsage(params string[] arguments)
    {
        using Process process = SampleProgram.Start("Emulator", arguments);
        string error = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.StartsWith("Usage: Emulator [--port ", error, StringComparison.Ordinal);
        Assert.Equal(2, process.ExitCode);
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsTold()
    {
        using Process process = SampleProgram.Start("Emulator", "--port", $"{emulator.Address.Port}");
        string error = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);

        Assert.Matches(@"address already in use\. Give another with --port", error);
        Assert.Equal(1, process.ExitCode);
    }

    private async Task<HttpResponseMessage> PostAsync(
        string path, string? fault, string model = "MiniMax-M2.7", Uri? address = null, CancellationTokenSource? leaving = null)
    {
        var uri = new Uri(address ?? emulator.Address, path + "/chat/completions");
        using var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Content = JsonContent.Create(new { model, messages = new[] { new { role = "user", content = "Hello" } } }),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", EmulatorProcess.Key);
        if (fault is not null)
            request.Headers.Add("X-Emulate-Fault", fault);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(Token, leaving?.Token ?? default);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
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

    /// <summary>An apostrophe as JSON escapes it.</summary>
    [GeneratedRegex(@"\\u0027")]
    private static partial Regex JsonText();
}
