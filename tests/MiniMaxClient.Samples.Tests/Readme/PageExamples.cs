using MiniMaxClient.Testing;

// Not below MiniMaxClient, so that the examples have no more in scope than a user's code.
namespace ReadmeCode;

/// <summary>
/// The examples of one page. Each public method prepares the emulator, runs the regions that the page shows, and asserts their
/// effect.
/// </summary>
internal abstract class PageExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
{
    protected MiniMaxEmulator emulator { get; } = emulator;

    protected string apiKey { get; } = emulator.ApiKey;

    protected CancellationToken cancellationToken { get; } = cancellationToken;

    protected StringWriter Console { get; } = new();

    /// <summary>The printed lines.</summary>
    protected string[] Output => Console.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
}
