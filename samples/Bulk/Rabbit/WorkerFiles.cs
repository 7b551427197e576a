namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>What the workers leave in a folder: each its results, and why it gave requests back.</summary>
internal sealed record WorkerFiles(string Folder, string Worker)
{
    private const string ResultEnding = ".results.jsonl";
    private const string FailureEnding = ".failures.jsonl";

    // Each process has its own, so that only the last line of a file can be cut short.
    private readonly string _failures = Path.Combine(Folder, $"{Worker}.{Guid.NewGuid():N}{FailureEnding}");

    public string Results => Path.Combine(Folder, Worker + ResultEnding);

    public static IEnumerable<string> AllResults(string folder) => Directory.EnumerateFiles(folder, "*" + ResultEnding).Order();

    /// <summary>Notes why a request goes back to the queue, for the day on which it is given up.</summary>
    public void NoteFailure(string customId, BulkResult result)
    {
        using FileStream file = new(_failures, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(ResultLine.Of(customId, result));
    }

    /// <summary>A failure of each of these requests, the last that one of its workers noted, as a line of the output.</summary>
    public static Dictionary<string, byte[]> Failures(string folder, IReadOnlySet<string> customIds)
    {
        var last = new Dictionary<string, byte[]>();
        foreach (string path in Directory.EnumerateFiles(folder, "*" + FailureEnding))
        {
            foreach ((string customId, byte[] line) in ResultFile.Read(path))
            {
                if (customIds.Contains(customId))
                    last[customId] = line;
            }
        }

        return last;
    }
}
