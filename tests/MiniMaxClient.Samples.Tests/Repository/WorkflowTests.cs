using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniMaxClient.Samples.Tests.Documents;

namespace MiniMaxClient.Samples.Tests.Repository;

/// <summary>Tests the workflows, which GitHub alone can run.</summary>
public sealed partial class WorkflowTests
{
    private const string Build = ".github/workflows/build.yml";
    private const string Release = ".github/workflows/release.yml";

    public static TheoryData<string> Workflows { get; } = [.. YamlFile.Find(".github/workflows")];

    /// <summary>The jobs except those that call a workflow.</summary>
    public static TheoryData<string, string> Jobs { get; } =
    [
        .. YamlFile.Find(".github/workflows").SelectMany(static path => YamlFile.Read(path).GetProperty("jobs").EnumerateObject()
            .Where(static job => !job.Value.TryGetProperty("uses", out _)).Select(job => (path, job.Name))),
    ];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_Permissions_AreLimited(string path) =>
        Assert.Equal(JsonValueKind.Object, YamlFile.Read(path).GetProperty("permissions").ValueKind);

    [Theory]
    [MemberData(nameof(Jobs))]
    public void Job_HasATimeoutAndAVersionOfItsMachine(string path, string name)
    {
        JsonElement job = YamlFile.Read(path).GetProperty("jobs").GetProperty(name);

        Assert.InRange(int.Parse(job.ReadText("timeout-minutes")!, CultureInfo.InvariantCulture), 1, 60);
        string[] machines = job.ReadText("runs-on") is { } machine && !machine.StartsWith("${{", StringComparison.Ordinal)
            ? [machine]
            : job.GetProperty("strategy").GetProperty("matrix").ReadTexts("os");
        Assert.NotEmpty(machines);
        Assert.All(machines, static one => Assert.Matches(@"^(ubuntu|windows|macos)-\d", one));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Action_OfGitHub_HasAMajorVersionAndOthersACommit(string path)
    {
        string[] actions = [.. Actions().Matches(RepositoryPages.Read(path)).Select(static match => match.Groups[1].Value)];

        Assert.NotEmpty(actions);
        Assert.All(actions, static action => Assert.Matches(
            @"^(\./\S+|actions/[\w-]+@v\d+|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$", action));
    }

    // An expression is inserted into the text of a script before the shell reads it; a variable is not.
    [Theory]
    [MemberData(nameof(Jobs))]
    public void Job_Scripts_ContainNoExpression(string path, string name) =>
        Assert.All(Scripts(path, name), static script => Assert.DoesNotContain("${{", script, StringComparison.Ordinal));

    [Fact]
    public void Build_OnEverySystem_RunsTheCommandsOfTheReadme()
    {
        string section = RepositoryPages.Read("README.md").Split("## Try it")[1];
        string[] commands = section.Split("```sh\n")[1].Split("```")[0].Trim().Split('\n');

        Assert.Equal(2, commands.Length);
        Assert.Equal(commands, Scripts(Build, "readme"));
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public void Job_ProjectsAndFiles_Exist(string path, string name)
    {
        IEnumerable<string> inScripts = Scripts(path, name)
            .SelectMany(static script => RepositoryPaths().Matches(script)).Select(static match => match.Value);
        IEnumerable<string> ofCaches = Steps(path, name)
            .Select(static step =>
                step.TryGetProperty("with", out JsonElement with) ? with.ReadText("cache-dependency-path") : null)
            .OfType<string>();

        Assert.All(
            inScripts.Concat(ofCaches),
            static one => Assert.True(Path.Exists(Path.Combine(RepositoryPages.Root, one)), $"{one} does not exist."));
    }

    [Fact]
    public void Build_Pack_PacksEveryPackage()
    {
        string[] projects =
        [
            .. Directory.EnumerateFiles(Path.Combine(RepositoryPages.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Where(static file => !File.ReadAllText(file).Contains("<IsPackable>false", StringComparison.Ordinal))
                .Select(static file => Path.GetDirectoryName(Path.GetRelativePath(RepositoryPages.Root, file))!)
                .Select(static folder => folder.Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(projects, Scripts(Build, "pack").Select(static script => script.Split(' ')[2]));
    }

    [Fact]
    public void Release_BeforeItPublishes_RunsTheBuild()
    {
        JsonElement jobs = YamlFile.Read(Release).GetProperty("jobs");

        Assert.Equal($"./{Build}", jobs.GetProperty("build").ReadText("uses"));
        Assert.Equal("build", jobs.GetProperty("publish").ReadText("needs"));
    }

    private static IEnumerable<JsonElement> Steps(string path, string job) =>
        YamlFile.Read(path).GetProperty("jobs").GetProperty(job).GetProperty("steps").EnumerateArray();

    private static string[] Scripts(string path, string job) =>
        [.. Steps(path, job).Select(static step => step.ReadText("run")).OfType<string>()];

    [GeneratedRegex(@"^ *(?:- )?uses: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Actions();

    /// <summary>Matches the paths of projects and scripts in commands.</summary>
    [GeneratedRegex(@"(?<=^|\s)(?:src|tests|samples|\.ci)/[\w./-]+")]
    private static partial Regex RepositoryPaths();
}
