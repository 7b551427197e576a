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

    public static TheoryData<string, string> Jobs { get; } =
    [
        .. YamlFile.Find(".github/workflows").SelectMany(static path =>
            YamlFile.Read(path).GetProperty("jobs").EnumerateObject().Select(job => (path, job.Name))),
    ];

    [Fact]
    public void Folder_Workflows_AreBuildAndRelease() => Assert.Equal([Build, Release], YamlFile.Find(".github/workflows"));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Workflow_Permissions_AreToReadContents(string path)
    {
        JsonElement workflow = YamlFile.Read(path);

        Assert.Equal("""{"contents":"read"}""", Compact(workflow.GetProperty("permissions")));
        Assert.NotEmpty(workflow.GetProperty("concurrency").ReadText("group")!);
    }

    [Fact]
    public void Release_PermissionsToWrite_AreOfOneJobEach()
    {
        Dictionary<string, string> permissions = YamlFile.Read(Release).GetProperty("jobs").EnumerateObject()
            .Where(static job => job.Value.TryGetProperty("permissions", out _))
            .ToDictionary(static job => job.Name, static job => Compact(job.Value.GetProperty("permissions")));

        Assert.Equal(
            new Dictionary<string, string> { ["publish"] = """{"id-token":"write"}""", ["release"] = """{"contents":"write"}""" },
            permissions);
        Assert.DoesNotContain("permissions", Compact(YamlFile.Read(Build).GetProperty("jobs")), StringComparison.Ordinal);
    }

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
            @"^(actions/[\w-]+@v\d+|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$", action));
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public void Job_Checkout_KeepsNoCredentials(string path, string name)
    {
        foreach (JsonElement step in Steps(path, name).Where(static step => step.ReadText("uses") is { } action
            && action.StartsWith("actions/checkout@", StringComparison.Ordinal)))
        {
            Assert.Equal("false", step.GetProperty("with").ReadText("persist-credentials"));
        }
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
        Assert.Equal(
            ["ubuntu", "windows", "macos"],
            YamlFile.Read(Build).GetProperty("jobs").GetProperty("readme").GetProperty("strategy").GetProperty("matrix")
                .ReadTexts("os").Select(static system => system.Split('-')[0]));
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
    public void Build_FilterForNetFramework_NamesATestClass()
    {
        string script = Assert.Single(Scripts(Build, "netframework"));
        string name = script.Split("FullyQualifiedName~")[1];

        Assert.Equal(nameof(NetFrameworkTests), name);
    }

    [Fact]
    public void Build_InstalledPackages_AreThoseOfTheCiScript()
    {
        string installation = Scripts(Build, "ci")
            .Single(static script => script.Contains("apt-get install", StringComparison.Ordinal));
        string[] packages = installation.Split("--no-install-recommends ")[1].Trim().Split(' ');

        Assert.NotEmpty(packages);
        Assert.All(packages, static package => Assert.Matches($@"(?m)^needs \S+ {package} ", RepositoryPages.Read(".ci/run")));
        Assert.Contains("bash .ci/run", Scripts(Build, "ci"));
    }

    [Fact]
    public void Release_PacksBothPackagesAndUsesNoStoredKey()
    {
        string[] projects =
        [
            .. Directory.EnumerateFiles(Path.Combine(RepositoryPages.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Where(static file => !File.ReadAllText(file).Contains("<IsPackable>false", StringComparison.Ordinal))
                .Select(static file => Path.GetDirectoryName(Path.GetRelativePath(RepositoryPages.Root, file))!)
                .Select(static folder => folder.Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

        foreach ((string path, string job) in ((string, string)[])[(Build, "pack"), (Release, "pack")])
        {
            Assert.Equal(projects, Scripts(path, job)
                .Where(static script => script.StartsWith("dotnet pack ", StringComparison.Ordinal))
                .Select(static script => script.Split(' ')[2]));
        }

        Assert.Equal(
            ["NUGET_USER"],
            Secrets().Matches(RepositoryPages.Read(Build) + RepositoryPages.Read(Release))
                .Select(static match => match.Groups[1].Value));
    }

    private static IEnumerable<JsonElement> Steps(string path, string job) =>
        YamlFile.Read(path).GetProperty("jobs").GetProperty(job).GetProperty("steps").EnumerateArray();

    private static string[] Scripts(string path, string job) =>
        [.. Steps(path, job).Select(static step => step.ReadText("run")).OfType<string>()];

    private static string Compact(JsonElement json) => JsonSerializer.Serialize(json);

    [GeneratedRegex(@"^ *(?:- )?uses: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Actions();

    /// <summary>Matches the paths of projects and scripts in commands.</summary>
    [GeneratedRegex(@"(?<=^|\s)(?:src|tests|samples|\.ci)/[\w./-]+")]
    private static partial Regex RepositoryPaths();

    [GeneratedRegex(@"secrets\.(\w+)")]
    private static partial Regex Secrets();
}
