using System.ComponentModel;

namespace MiniMaxClient.Samples.Agent;

/// <summary>A tool that changes something, and therefore requires an approval: it adds a line to <c>answers.md</c>.</summary>
internal sealed class NoteTool(string folder)
{
    // Calls of one response can run in parallel.
    private readonly SemaphoreSlim _file = new(1);

    [Description("Writes a note to the folder, after the user approved it.")]
    public async Task<string> WriteNote(
        [Description("The note: one line of text")] string text, CancellationToken cancellationToken)
    {
        await _file.WaitAsync(cancellationToken);
        try
        {
            await File.AppendAllTextAsync(Path.Combine(folder, "answers.md"), $"- {text}\n", cancellationToken);
        }
        finally
        {
            _file.Release();
        }

        return "The note is in answers.md.";
    }
}
