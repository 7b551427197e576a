// Not below MiniMaxClient, so that the programs have no more in scope than a user's code.
namespace FirstPrograms;

/// <summary>A program as a new user writes it from the README and the pages alone; it runs on the emulator.</summary>
public abstract class FirstProgram
{
    protected static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    protected StringWriter Console { get; } = new();

    /// <summary>The printed lines.</summary>
    protected string[] Output => Console.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
