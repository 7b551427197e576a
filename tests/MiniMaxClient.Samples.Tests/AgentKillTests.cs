using System.Text.Json;
using System.Threading.Channels;
using MiniMaxClient.Samples.Tests.Bulk;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Fuzz;

namespace MiniMaxClient.Samples.Tests;

/// <summary>
/// Kills the agent sample at random points of paused and resumed runs: an approved note is written at most once for each
/// approval, a note that was not approved never, and every run can be completed.
/// </summary>
[Collection(nameof(RunsAlone))]
public sealed class AgentKillTests : IDisposable
{
    private const int MaxEvents = 30;
    private const int MaxProcesses = 40;

    private readonly CancellationToken _token = RunsAlone.Token;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    // A request to the emulator, and each change of a file: of the state, of its temporary file, and of the notes.
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();

    // The approvals that were given for each note.
    private readonly Dictionary<string, HashSet<string>> _approvals = [];

    private string State => Path.Combine(_folder, "run.json");

    private string Notes => Path.Combine(_folder, "answers.md");

    public static TheoryData<int, bool> Rounds { get; } =
        [.. from seed in Enumerable.Range(1, 3) from approvesAgain in (bool[])[false, true] select (seed, approvesAgain)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task Run_KilledAtRandomPoints_RunsWhatWasApprovedAtMostOnce(int seed, bool approvesAgain)
    {
        const int Kills = 6;
        var random = new SeededRandom(seed);
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { Responder = CreateReply }, _token);
        using FileSystemWatcher watcher = WatchFolder();
        for (int started = 1; ; started++)
        {
            Assert.True(started <= MaxProcesses, "The run makes no progress.");
            using AgentProcess process = Start(emulator, approvesAgain);
            if (started <= Kills)
            {
                await WaitForEventsAsync(random.Next(MaxEvents), process);
                await process.KillAsync(_token);
                AssertNotes();
                continue;
            }

            await process.WaitForSuccessAsync(_token);
            AssertNotes();
            if (!File.Exists(State))
                break;
        }

        AssertHistory(emulator.Requests[^1].Json.GetProperty("messages"));
        Assert.All(emulator.Requests, static request => Assert.True(request.HasValidKey));
    }

    private AgentProcess Start(MiniMaxEmulator emulator, bool approvesAgain)
    {
        string[] address = ["--address", $"{emulator.AimlApi}"];
        return File.Exists(State)
            ? new(["--resume", State, _folder, .. address], emulator.ApiKey, Decide(approvesAgain))
            : new(["Write notes.", _folder, "--state", State, .. address], emulator.ApiKey);
    }

    /// <summary>The answers to the approvals of the state, which is complete whenever the process was killed.</summary>
    private string Decide(bool approvesAgain)
    {
        var state = ToolRunState.FromJson(File.ReadAllText(State));
        string answers = "";
        foreach (ToolApprovalRequest asked in state.Approvals)
        {
            string? note = asked.Call.Function.Name == "write_note" ? ReadNote(asked.Call.Function.Arguments) : null;
            bool isApproved = note is null || (!note.StartsWith("denied", StringComparison.Ordinal)
                && (approvesAgain || !asked.MayHaveRun));
            if (isApproved && note is not null)
            {
                if (!_approvals.TryGetValue(note, out HashSet<string>? ids))
                    _approvals[note] = ids = [];
                ids.Add(asked.Id);
            }

            answers += isApproved ? "y\n" : "n\n";
        }

        return answers;
    }

    private void AssertNotes()
    {
        foreach (IGrouping<string, string> note in ReadNotes().GroupBy(static line => line))
            Assert.InRange(note.Count(), 1, _approvals.TryGetValue(note.Key, out HashSet<string>? ids) ? ids.Count : 0);
    }

    /// <summary>The final request has a result for each call, in order, and a note that is reported as written is there.</summary>
    private void AssertHistory(JsonElement messages)
    {
        string[] notes = ReadNotes();
        var results = new Queue<(string Id, string Text)>(
            from message in messages.EnumerateArray()
            where message.GetProperty("role").ValueEquals("tool")
            select (message.GetProperty("tool_call_id").GetString()!, message.GetProperty("content").GetString()!));
        Assert.Equal(5, results.Count);
        foreach (JsonElement call in messages.EnumerateArray()
            .Where(static message => message.TryGetProperty("tool_calls", out _))
            .SelectMany(static message => message.GetProperty("tool_calls").EnumerateArray()))
        {
            (string id, string text) = results.Dequeue();
            Assert.Equal(call.GetProperty("id").GetString(), id);
            if (!call.GetProperty("function").GetProperty("name").ValueEquals("write_note"))
                continue;
            string note = ReadNote(call.GetProperty("function").GetProperty("arguments").GetString()!);
            if (text == "The note is in answers.md.")
                Assert.Contains(note, notes);
            else
                Assert.StartsWith("Error: the call was not approved", text, StringComparison.Ordinal);
        }
    }

    private async Task WaitForEventsAsync(int count, AgentProcess process)
    {
        while (_events.Reader.TryRead(out _))
        {
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_token);
        Task exit = process.WaitForExitAsync(stop.Token);
        for (int i = 0; i < count && !exit.IsCompleted; i++)
            await Task.WhenAny(_events.Reader.ReadAsync(stop.Token).AsTask(), exit);
        await stop.CancelAsync();
        _token.ThrowIfCancellationRequested();
    }

    private FileSystemWatcher WatchFolder()
    {
        var watcher = new FileSystemWatcher(_folder);
        watcher.Created += (_, e) => _events.Writer.TryWrite(e.Name!);
        watcher.Changed += (_, e) => _events.Writer.TryWrite(e.Name!);
        watcher.Renamed += (_, e) => _events.Writer.TryWrite(e.Name!);
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private Reply CreateReply(RecordedRequest request)
    {
        _events.Writer.TryWrite("request");
        int results = request.Json.GetProperty("messages").EnumerateArray()
            .Count(static message => message.GetProperty("role").ValueEquals("tool"));
        return results switch
        {
            0 => Reply.Text("", "Some notes.")
                .WithToolCall("write_note", """{"text":"approved 1"}""")
                .WithToolCall("search", """{"text":"x"}""")
                .WithToolCall("write_note", """{"text":"denied"}""")
                .WithToolCall("write_note", """{"text":"approved 2"}"""),
            4 => Reply.Text("", "One more.").WithToolCall("write_note", """{"text":"approved 3"}"""),
            _ => Reply.Text("Done."),
        };
    }

    private string[] ReadNotes() =>
        File.Exists(Notes) ? [.. File.ReadAllLines(Notes).Select(static line => line.TrimStart('-', ' '))] : [];

    private static string ReadNote(string arguments) => JsonDocument.Parse(arguments).RootElement.GetProperty("text").GetString()!;
}
