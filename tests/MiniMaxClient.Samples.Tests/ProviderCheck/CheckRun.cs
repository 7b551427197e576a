using System.Text.Json;
using MiniMaxClient.Samples.ProviderCheck;
using MiniMaxClient.Samples.ProviderCheck.Checks;
using Spectre.Console;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>Runs the program in process, in a folder of its own.</summary>
internal sealed class CheckRun
{
    // As Program.cs sets it for redirected output.
    private const int Width = 100;

    private CheckRun(int exitCode, string output, string progress)
    {
        ExitCode = exitCode;
        Output = output;
        Progress = progress;
    }

    public int ExitCode { get; }

    /// <summary>Gets the text of the standard output.</summary>
    public string Output { get; }

    /// <summary>Gets the text of the error output.</summary>
    public string Progress { get; }

    /// <summary>Gets the written files by name.</summary>
    public Dictionary<string, string> Files { get; } = [];

    /// <summary>Gets everything that the run wrote.</summary>
    public string AllText => string.Concat([Output, Progress, .. Files.Keys, .. Files.Values]);

    /// <summary>Runs the program.</summary>
    /// <param name="arguments">The arguments without the output folder.</param>
    /// <param name="variables">The environment variables.</param>
    /// <param name="cancellationToken">The token of Ctrl+C.</param>
    public static async Task<CheckRun> StartAsync(
        IReadOnlyList<string> arguments,
        Dictionary<string, string>? variables = null,
        CancellationToken? cancellationToken = null)
    {
        using var output = new StringWriter();
        using var progress = new StringWriter();
        var program = new CheckProgram(
            CreateConsole(output),
            CreateConsole(progress),
            name => variables?.GetValueOrDefault(name),
            new ClockWithoutPause());
        DirectoryInfo folder = Directory.CreateTempSubdirectory("provider-check-");
        int exitCode = await program.RunAsync(
            ["--output", folder.FullName, .. arguments], cancellationToken ?? TestContext.Current.CancellationToken);
        var run = new CheckRun(exitCode, Normalize(output), Normalize(progress));
        foreach (FileInfo file in folder.EnumerateFiles())
            run.Files.Add(file.Name, await File.ReadAllTextAsync(file.FullName, CancellationToken.None));
        folder.Delete(recursive: true);
        return run;
    }

    /// <summary>Reads the ids of the checks with a result, such as <c>different</c>.</summary>
    public IReadOnlyList<string> GetChecks(string provider, string protocol, string result)
    {
        JsonElement report = Files.Where(static file => file.Key.EndsWith(".json", StringComparison.Ordinal))
            .Select(static file => JsonElement.Parse(file.Value))
            .Single(report => report.GetProperty("provider").ValueEquals(provider));
        return
        [
            .. from target in report.GetProperty("targets").EnumerateArray()
               where target.GetProperty("protocol").ValueEquals(protocol)
               from check in target.GetProperty("checks").EnumerateArray()
               where check.GetProperty("result").ValueEquals(result)
               select check.GetProperty("id").GetString(),
        ];
    }

    private static IAnsiConsole CreateConsole(StringWriter writer)
    {
        IAnsiConsole console = AnsiConsole.Create(new()
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = Width;
        return console;
    }

    private static string Normalize(StringWriter writer) => string.Join(
        '\n', writer.ToString().ReplaceLineEndings("\n").Split('\n').Select(static line => line.TrimEnd()));
}

/// <summary>The system's clock, whose pause before another try of the cache takes no time.</summary>
internal sealed class ClockWithoutPause : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == CacheChecks.Pause ? TimeSpan.Zero : dueTime, period);
}
