using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>The Markdown of this repository.</summary>
internal static class RepositoryPages
{
    // The folders of build outputs and test results.
    private static readonly string[] ExcludedFolders = [".git", "bin", "obj", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>The paths of all pages in the repository.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.EnumerateFiles(Root, "*.md", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(static file => !file.Split('/').Intersect(ExcludedFolders).Any())
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The guides: one page per topic.</summary>
    public static IReadOnlyList<string> Guides { get; } =
        [.. All.Where(static page => page.StartsWith("src/MiniMaxClient/docs/", StringComparison.Ordinal))];

    public static string Read(string path) =>
        File.ReadAllText(Path.Combine(Root, path)).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));
}
