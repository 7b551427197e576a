using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>The top level of the repository contains only the allowed entries.</summary>
public sealed class RepositoryShapeTests
{
    private static readonly string[] Allowed =
    [
        "Directory.Build.props", "Directory.Packages.props", "LICENSE", "MiniMaxClient.sln", "README.md", "samples", "src", "tests",
    ];

    [Fact]
    public void TopLevel_Entries_AreAllowed()
    {
        IEnumerable<string?> entries = Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(Path.GetFileName)
            .Where(static name => !name!.StartsWith('.'))
            // Output of builds and test runs is not part of the repository.
            .Where(static name => name is not ("bin" or "obj" or "TestResults"))
            .Order(StringComparer.Ordinal);
        Assert.Equal(Allowed, entries);
    }
}
