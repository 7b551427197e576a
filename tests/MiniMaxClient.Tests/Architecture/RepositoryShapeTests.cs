using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>The top level shows the architecture and nothing else.</summary>
public sealed class RepositoryShapeTests
{
    private static readonly string[] Agreed =
    [
        "Directory.Build.props", "Directory.Packages.props", "LICENSE", "MiniMaxClient.sln", "README.md", "samples", "src", "tests",
    ];

    [Fact]
    public void TopLevel_IsTheAgreedList()
    {
        IEnumerable<string?> entries = Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(Path.GetFileName)
            .Where(static name => !name!.StartsWith('.'))
            // What a build or a test run leaves behind is no part of the repository.
            .Where(static name => name is not ("bin" or "obj" or "TestResults"))
            .Order(StringComparer.Ordinal);
        Assert.Equal(Agreed, entries);
    }
}
