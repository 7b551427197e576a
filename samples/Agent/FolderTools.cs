using System.ComponentModel;

namespace MiniMaxClient.Samples.Agent;

/// <summary>Tools that read and search the files of one folder. Symbolic links in the folder are followed.</summary>
internal sealed class FolderTools(string folder)
{
    private const int MaxCharacters = 20_000;
    private const int MaxHits = 50;

    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;

    [Description("Reads a text file in the folder.")]
    public async Task<string> ReadFile(
        [Description("The path of the file within the folder")] string path, CancellationToken cancellationToken)
    {
        string file = Path.GetFullPath(Path.Combine(_root, path));
        if (!file.StartsWith(_root, StringComparison.Ordinal))
            return "Error: the path is outside the folder.";
        if (!File.Exists(file))
            return $"Error: the file does not exist. Files: {string.Join(", ", EnumerateFiles())}";
        string text = await File.ReadAllTextAsync(file, cancellationToken);
        return text.Length > MaxCharacters ? text[..MaxCharacters] + "\n[truncated]" : text;
    }

    [Description("Finds lines that contain a text in the folder's files.")]
    public string Search([Description("The text; case is ignored")] string text)
    {
        string[] hits =
        [
            .. EnumerateFiles().SelectMany(file => File.ReadLines(Path.Combine(_root, file))
                .Select((line, index) => (Line: line, Number: index + 1))
                .Where(hit => hit.Line.Contains(text, StringComparison.OrdinalIgnoreCase))
                .Select(hit => $"{file}:{hit.Number}: {hit.Line}")).Take(MaxHits),
        ];
        return hits.Length > 0 ? string.Join('\n', hits) : "No line contains the text.";
    }

    private IEnumerable<string> EnumerateFiles() =>
        Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_root, file)).Order(StringComparer.Ordinal);
}
