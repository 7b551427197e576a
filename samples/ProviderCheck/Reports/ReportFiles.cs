namespace MiniMaxClient.Samples.ProviderCheck.Reports;

/// <summary>The files of one provider or host.</summary>
internal sealed class ReportFiles(string folder, string name)
{
    private readonly List<string> _written = [];

    /// <summary>Gets the path of the recording of the run, which replaces <see cref="Cassette"/> at its end.</summary>
    public string Recording => GetPath("cassette.part");

    public string Cassette => GetPath("cassette");

    public string Markdown => GetPath("md");

    public string Json => GetPath("json");

    /// <summary>Gets the names of the written files for the output.</summary>
    public IEnumerable<string> Names => _written.Select(Path.GetFileName)!;

    /// <summary>Verifies before the first request that the files can be written.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be written.</exception>
    public void Verify()
    {
        Directory.CreateDirectory(folder);
        foreach (string path in new[] { Recording, Cassette, Markdown, Json })
        {
            bool isNew = !File.Exists(path);
            using (new FileStream(path, FileMode.Append))
            {
                // Opening it is sufficient.
            }

            if (isNew)
                File.Delete(path);
        }
    }

    /// <summary>Writes the files without keys. A failure is reported, and the other files are written.</summary>
    /// <param name="results">The results of the checks that ran.</param>
    /// <param name="redactor">Removes the keys.</param>
    /// <param name="report">Reports a failure.</param>
    public void Write(IReadOnlyList<TargetResult> results, KeyRedactor redactor, Action<string> report)
    {
        string cassette = Path.GetFileName(Cassette);
        Write(Markdown, path => File.WriteAllText(path, new MarkdownReport(redactor).Create(results, cassette)));
        Write(Json, path => File.WriteAllText(path, new JsonReport(redactor).Create(results)));
        if (File.Exists(Recording))
            Write(Cassette, path => File.Move(Recording, path, overwrite: true));

        void Write(string path, Action<string> write)
        {
            try
            {
                write(path);
                _written.Add(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                report($"{Path.GetFileName(path)} was not written: {e.Message}");
            }
        }
    }

    private string GetPath(string extension) => Path.Combine(folder, $"provider-check-{name}.{extension}");
}
