using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MiniMaxClient.Testing;
using ReadmeCode;

namespace MiniMaxClient.Samples.Tests.Readme;

/// <summary>The README's code is this project's code, and it runs.</summary>
public sealed partial class ReadmeTests : IAsyncLifetime
{
    private readonly StringWriter _console = new();
    private MiniMaxEmulator _emulator = null!;

    private Ladder Ladder => new(_emulator, _console, TestContext.Current.CancellationToken);

    public async ValueTask InitializeAsync() =>
        _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _emulator.DisposeAsync();
        await _console.DisposeAsync();
    }

    [Fact]
    public void CodeBlock_OfTheReadme_IsARegionOfTheLadderAndBack()
    {
        string source = File.ReadAllText(Path.Combine(Folder(), "Ladder.cs"));
        string[] regions = [.. Regions().Matches(source).Select(static match => Normalize(match.Groups[1].Value))];
        string readme = File.ReadAllText(Path.Combine(Folder(), "..", "..", "..", "README.md"));
        string[] blocks = BlocksOf(readme);
        Assert.NotEmpty(blocks);
        Assert.Equal(regions.Order(StringComparer.Ordinal), blocks.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("MiniMaxClient")]
    [InlineData("MiniMaxClient.Testing")]
    public void CodeBlock_OfAPackagesReadme_StandsInTheReadme(string package)
    {
        string root = Path.Combine(Folder(), "..", "..", "..");
        string[] blocks = BlocksOf(File.ReadAllText(Path.Combine(root, "src", package, "README.md")));
        Assert.NotEmpty(blocks);
        Assert.Subset(BlocksOf(File.ReadAllText(Path.Combine(root, "README.md"))).ToHashSet(), blocks.ToHashSet());
    }

    [Fact]
    public async Task FirstSteps_InOneProgram_AllRun()
    {
        _emulator.Enqueue(
            Reply.Text("Hello!"),
            Reply.Text("a"),
            Reply.Text("b"),
            Reply.ToolCall("GetWeather", """{"city":"Oslo"}"""),
            Reply.Text("It snows."),
            Reply.Text("""{"name":"Ada","born":1815}"""),
            Reply.Error(402, "No credits"));

        await new FirstSteps(_emulator, _console, TestContext.Current.CancellationToken).RunAsync();

        string[] lines = _console.ToString().Split(Environment.NewLine);
        Assert.Equal(
            [
                "Hello!", "abstop", "It snows.", "Person { Name = Ada, Born = 1815 }", "runapi", "aimlapi", "runapi",
            ],
            lines[..7]);
        Assert.NotEmpty(lines[7]);
        Assert.Equal("minimax/minimax-m3.1-flash", _emulator.Requests[0].Json.GetProperty("model").GetString());
    }

    [Fact]
    public void Telemetry_IsListenedTo() => Assert.True(Ladder.Telemetry());

    [Fact]
    public async Task OneCall_PrintsTextAndReasoning()
    {
        _emulator.Enqueue(Reply.Text("Hi there.", thinking: "A greeting."));
        await Ladder.OneCall();
        Assert.Equal($"Hi there.{Environment.NewLine}A greeting.{Environment.NewLine}", _console.ToString());
    }

    [Fact]
    public async Task Request_PlainStreamedAndWithHistory_IsAnswered()
    {
        _emulator.Enqueue(
            Reply.Text("one").WithUsage(3, 4), Reply.Text("two"), Reply.Text("three"), Reply.Text("four"), Reply.Text("five"),
            Reply.Text("six"));
        await Ladder.Request();
        Assert.Equal(
            $"7 tokens, request 00000000-0000-4000-8000-000000000001{Environment.NewLine}fourfivestop", _console.ToString());
        Assert.Equal(6, _emulator.Requests.Count);
        Assert.True(_emulator.Requests[2].Json.GetProperty("reasoning_split").GetBoolean());
        Assert.Equal("one", _emulator.Requests[5].Json.GetProperty("messages")[2].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Providers_ByChangingOneLine_AllAnswer()
    {
        await Ladder.Providers();
        Assert.Equal(["aimlapi", "runapi", "modelslab"], _console.ToString().Split(Environment.NewLine)[..3]);
    }

    [Fact]
    public async Task Errors_BrokenRequest_NamesThePlaceAndSendsNothing()
    {
        await Ladder.Errors();
        Assert.Equal("$.temperature is 3; it must be 0 to 1", _console.ToString().TrimEnd());
        Assert.Empty(_emulator.Requests);
    }

    [Fact]
    public async Task Failover_FirstProviderOutOfMoney_TellsWhoAnsweredAndWhatWasTried()
    {
        _emulator.Enqueue(Reply.Error(402, "No credits"), Reply.Text("Hi"), Reply.Text("Hi again"));
        await Ladder.Failover();
        Assert.Equal(
            ["runapi answered", "aimlapi 402 MiniMaxInsufficientCreditsException", "runapi 200 ok", "aimlapi"],
            _console.ToString().TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public async Task Limits_OfTheClientAndOfOneCall_LetAnAnswerThrough()
    {
        _emulator.Enqueue(Reply.Text("Hi"));
        await Ladder.Limits();
        Assert.Equal("Hi", _console.ToString().TrimEnd());
    }

    [Fact]
    public async Task Budget_OneAnswer_IsCounted()
    {
        await Ladder.Budget();
        Assert.Equal("True", _console.ToString().TrimEnd());
    }

    [Fact]
    public async Task FailoverRegistration_FirstProviderOutOfMoney_IsAnsweredByTheSecond()
    {
        _emulator.Enqueue(Reply.Error(402, "No credits"));
        await Ladder.FailoverRegistration();
        Assert.Equal("runapi", _console.ToString().TrimEnd());
    }

    [Fact]
    public async Task Tools_PlainAndStreamed_RunAndAnswer()
    {
        Reply call = Reply.ToolCall("get_weather", """{"city":"Oslo"}""");
        _emulator.Enqueue(call, Reply.Text("Rome."), call, Reply.Text("Rome!"));
        await Ladder.Tools();
        Assert.Matches(
            @"^Rome\.\n\[get_weather: Succeeded\]\nRome!2 steps, 0\.\d+ USD \(reported\), 4 messages for the next request\n$",
            _console.ToString().ReplaceLineEndings("\n"));
        Assert.Contains("snow", _emulator.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typed_WholeAndGrowing_IsThePerson()
    {
        Reply answer = Reply.Text("""{"Name":"Ada Lovelace","Born":1815}""").WithChunkSize(12);
        _emulator.Enqueue(answer, answer);
        await Ladder.Typed();
        Assert.Matches(
            @"^(A|Ad|Ada)? ?.*Ada Lovelace Person \{ Name = Ada Lovelace, Born = 1815 \}$", _console.ToString().TrimEnd());
    }

    [Fact]
    public async Task Bulk_OneFails_GivesTheOthersInOrder()
    {
        _emulator.Enqueue(Reply.Error(402, "No credits"));
        await Ladder.Bulk();
        string[] lines = _console.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(["0", "1", "2"], lines.Select(static line => line.Split(':')[0]));
        Assert.Single(lines, static line => line.Contains("insufficient credits", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(static line => line.Contains("heard you say", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Chat_OfTheEcosystem_Answers()
    {
        _emulator.Enqueue(Reply.Text("Hi there."));
        await Ladder.Chat();
        Assert.Equal("Hi there.", _console.ToString().TrimEnd());
    }

    [Fact]
    public async Task Differently_CutWhileThinking_AsksAgainAndTellsTheCost()
    {
        _emulator.Enqueue(
            Reply.Text("", thinking: "Hmm").WithFinishReason("length"), Reply.Text("Hi").WithUsage(1_000, 100));
        await Ladder.Differently();
        string[] lines = _console.ToString().Split(Environment.NewLine);
        Assert.Matches(@"^0\.\d+ USD \(reported\)$", lines[0]);
        Assert.Matches(@"^11 models, \d+ tokens$", lines[1]);
        Assert.Equal(65_536, _emulator.Requests[1].Json.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task DependencyInjection_PlainAndKeyed_BothAnswer()
    {
        _emulator.Enqueue(Reply.Text("Hey Ada"), Reply.Text("Dear Ada,"));
        await Ladder.DependencyInjection();
        Assert.Equal("Dear Ada,", _console.ToString().TrimEnd());
        Assert.Equal(["RunApi", "AimlApi"], _emulator.Requests.Select(static request => request.Provider));
    }

    [Fact]
    public Task Fake_ThroughTheInterface_Answers() => Ladder.Fake();

    [Fact]
    public Task Emulator_OverASocket_Answers() => Ladder.Emulator();

    [Fact]
    public Task WireMock_WithAStubForTheRequest_Answers() => StubLadder.WireMock();

    [Fact]
    public void Storing_History_ComesBack() => Ladder.Storing();

    private static string[] BlocksOf(string readme) =>
        [.. Blocks().Matches(readme).Select(static match => Normalize(match.Groups[1].Value))];

    /// <summary>Code without its indentation and without the emulator's address, the only thing the README leaves out.</summary>
    internal static string Normalize(string code)
    {
        string[] lines = EmulatorAddress().Replace(code, "").Replace("\r\n", "\n", StringComparison.Ordinal).Trim('\n').Split('\n');
        int indent = lines.Where(static line => line.Trim().Length > 0).Min(static line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Trim().Length == 0 ? "" : line[indent..].TrimEnd())).Trim('\n');
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"#region [\w-]+\n(.*?)\n\s*#endregion", RegexOptions.Singleline)]
    internal static partial Regex Regions();

    [GeneratedRegex(@"```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    internal static partial Regex Blocks();

    [GeneratedRegex(@"(?<=\((?:apiKey|key)), (?:new\(\) \{ BaseAddress = emulator\.\w+ \}|emulator\.\w+\.ToString\(\))")]
    private static partial Regex EmulatorAddress();
}
