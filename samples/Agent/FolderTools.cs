using System.ComponentModel;

namespace MiniMaxClient.Samples.Agent;

/// <summary>What the agent may do with one folder: read a file in it, and search it. Links in the folder lead where they lead.</summary>
internal sealed class FolderTools(string folder)
{
    private const int MaxCharacters = 20_000;
    private const int MaxHits = 50;

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;

    [Description("Reads a text file of the folder.")]
    public async Task<string> ReadFile(
        [Description("The path of the file within the folder")] string path, CancellationToken cancellationToken)
    {
        string file = Path.GetFullPath(Path.Combine(_root, path));
        if (!file.StartsWith(_root, StringComparison.Ordinal))
            return "Error: the path leads out of the folder.";
        if (!File.Exists(file))
            return $"Error: there is no such file. There are: {string.Join(", ", EnumerateFiles())}";
        string text = await File.ReadAllTextAsync(file, cancellationToken);
        return text.Length > MaxCharacters ? text[..MaxCharacters] + "\n[cut]" : text;
    }

    [Description("Finds the lines of the folder's files that contain a text.")]
    public IReadOnlyList<string> Search([Description("The text, in any case")] string text) =>
    [
        .. EnumerateFiles().SelectMany(file => File.ReadLines(Path.Combine(_root, file))
            .Select((line, index) => (Line: line, Number: index + 1))
            .Where(hit => hit.Line.Contains(text, StringComparison.OrdinalIgnoreCase))
            .Select(hit => $"{file}:{hit.Number}: {hit.Line}")).Take(MaxHits),
    ];

    private IEnumerable<string> EnumerateFiles() =>
        Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_root, file)).Order(StringComparer.Ordinal);
}
