namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>What the workers leave in a folder: each its results, and why it gave requests back.</summary>
internal sealed record WorkerFiles(string Folder, string Worker)
{
    private const string ResultSuffix = ".results.jsonl";
    private const string FailureSuffix = ".failures.jsonl";

    // Each process has its own, so that only the last line of a file can be cut short.
    private readonly string _failures = Path.Combine(Folder, $"{Worker}.{Guid.NewGuid():N}{FailureSuffix}");

    public string Results => Path.Combine(Folder, Worker + ResultSuffix);

    public static IEnumerable<string> FindAllResults(string folder) => Directory.EnumerateFiles(folder, "*" + ResultSuffix).Order();

    /// <summary>Notes why a request goes back to the queue, for the day on which it is given up.</summary>
    public void RecordFailure(string customId, BulkResult result)
    {
        using FileStream file = new(_failures, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(ResultLine.FromResult(customId, result));
    }

    /// <summary>A failure of each of these requests, the last that one of its workers noted, as a line of the output.</summary>
    public static Dictionary<string, byte[]> ReadFailures(string folder, IReadOnlySet<string> customIds)
    {
        var last = new Dictionary<string, byte[]>();
        foreach (string path in Directory.EnumerateFiles(folder, "*" + FailureSuffix))
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
