namespace MiniMaxClient.Samples.Tests.Documents;

/// <summary>Compares the layers in HOW-A-REQUEST-FLOWS with the folders of the library.</summary>
public sealed class FlowTests
{
    [Fact]
    public void Folder_OfTheLibrary_IsOnThePage()
    {
        string[] lines = RepositoryPages.Read("src/MiniMaxClient/HOW-A-REQUEST-FLOWS.md").Split('\n');
        string[] floors = [.. lines.Where(static line => line.StartsWith('|'))];
        IEnumerable<string?> folders = Directory.EnumerateDirectories(Path.Combine(RepositoryPages.Root, "src", "MiniMaxClient"))
            .Select(Path.GetFileName).Where(static folder => folder is not ("bin" or "obj" or "docs"));
        Assert.All(folders, folder => Assert.Contains(floors, line => line.Contains($"`{folder}/`", StringComparison.Ordinal)));
    }
}
