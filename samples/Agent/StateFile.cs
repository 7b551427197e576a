namespace MiniMaxClient.Samples.Agent;

/// <summary>The file with the state of a run; it has always a complete state, also if the program is killed.</summary>
internal sealed class StateFile(string path)
{
    public string Path => path;

    public ToolRunState Read() => ToolRunState.FromJson(File.ReadAllText(path));

    /// <summary>Replaces the state: a temporary file is written to the disk, and renamed.</summary>
    public async ValueTask SaveAsync(ToolRunState state, CancellationToken cancellationToken)
    {
        string temporary = path + ".tmp";
        await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            await using var text = new StreamWriter(file, leaveOpen: true);
            await text.WriteAsync(state.ToJson().AsMemory(), cancellationToken);
            await text.FlushAsync(cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public void Delete() => File.Delete(path);
}
