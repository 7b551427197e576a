namespace MiniMaxClient.Samples.Bulk.Rabbit;

/// <summary>The files of a worker: its results, and the errors of the requests that it requeued.</summary>
internal sealed record WorkerFiles(string Folder, string Worker)
{
    private const string ResultSuffix = ".results.jsonl";
    private const string FailureSuffix = ".failures.jsonl";

    // Each process has its own file, so that only the last line of a file can be truncated.
    private readonly string _failures = Path.Combine(Folder, $"{Worker}.{Guid.NewGuid():N}{FailureSuffix}");

    public string Results => Path.Combine(Folder, Worker + ResultSuffix);

    public static IEnumerable<string> FindAllResults(string folder) => Directory.EnumerateFiles(folder, "*" + ResultSuffix).Order();

    /// <summary>Records the error of a requeued request, which becomes its result if it is dead-lettered.</summary>
    public void RecordFailure(string customId, LineResult result)
    {
        using FileStream file = new(_failures, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(ResultLine.FromResult(customId, result));
    }

    /// <summary>Reads the last recorded error of each of the requests, as a line of the output.</summary>
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
