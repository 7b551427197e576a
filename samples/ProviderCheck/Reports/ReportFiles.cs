namespace MiniMaxClient.Samples.ProviderCheck.Reports;

/// <summary>The files of one provider.</summary>
internal sealed class ReportFiles(string folder, string provider)
{
    public string Cassette => GetPath("cassette");

    public string Markdown => GetPath("md");

    public string Json => GetPath("json");

    /// <summary>Gets the names for the output.</summary>
    public IEnumerable<string> Names => new[] { Markdown, Json, Cassette }.Where(File.Exists).Select(Path.GetFileName)!;

    /// <summary>Writes the reports without keys.</summary>
    public async Task WriteAsync(IReadOnlyList<TargetResult> results, KeyRedactor redactor)
    {
        await File.WriteAllTextAsync(Markdown, redactor.Redact(MarkdownReport.Create(results, Path.GetFileName(Cassette))));
        await File.WriteAllTextAsync(Json, redactor.Redact(JsonReport.Create(results)));
    }

    private string GetPath(string extension) => Path.Combine(folder, $"provider-check-{provider}.{extension}");
}
