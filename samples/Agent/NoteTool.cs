using System.ComponentModel;

namespace MiniMaxClient.Samples.Agent;

/// <summary>A tool that changes something, and therefore requires an approval: it adds a line to <c>answers.md</c>.</summary>
internal sealed class NoteTool(string folder)
{
    // Calls of one response can run in parallel.
    private readonly Lock _file = new();

    [Description("Writes a note to the folder, after the user approved it.")]
    public string WriteNote([Description("The note: one line of text")] string text)
    {
        lock (_file)
            File.AppendAllText(Path.Combine(folder, "answers.md"), $"- {text}\n");
        return "The note is in answers.md.";
    }
}
