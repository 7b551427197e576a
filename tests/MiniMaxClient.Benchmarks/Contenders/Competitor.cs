using MiniMaxClient.Benchmarks.Bodies;

namespace MiniMaxClient.Benchmarks.Contenders;

/// <summary>A measured client and the function that creates it.</summary>
/// <param name="Name">Its name in the tables and in arguments.</param>
/// <param name="Grammar">The wire protocol.</param>
/// <param name="SplitsThinking">Whether the client removes the think tags from the text.</param>
/// <param name="Create">Creates the client from the connections of the runner, the address of the server and the prompt.</param>
internal sealed record Competitor(
    string Name, WireProtocol Grammar, bool SplitsThinking, Func<HttpClient, Uri, Prompt, IContender> Create)
{
    /// <summary>This library.</summary>
    public static Competitor Ours { get; } = new(
        "ours", WireProtocol.ChatCompletions, true, static (http, address, prompt) => new OurContender(http, address, prompt));

    /// <summary>HttpClient, source-generated records and the framework's parser: the simplest typed client.</summary>
    public static Competitor Floor1 { get; } = new(
        "floor1", WireProtocol.ChatCompletions, false, static (http, address, prompt) => new RecordsContender(http, address, prompt));

    /// <summary>A scan of the bytes without objects: the lower bound for any client.</summary>
    public static Competitor Floor2 { get; } = new(
        "floor2", WireProtocol.ChatCompletions, false, static (http, address, prompt) => new ScanContender(http, address, prompt));

    /// <summary>The official OpenAI client.</summary>
    public static Competitor OpenAI { get; } = new(
        "openai", WireProtocol.ChatCompletions, false, static (http, address, prompt) => new OpenAIContender(http, address, prompt));

    /// <summary>The official Anthropic client.</summary>
    public static Competitor Anthropic { get; } = new(
        "anthropic", WireProtocol.Messages, false, static (http, address, prompt) => new AnthropicContender(http, address, prompt));

    /// <summary>All clients in the order of the tables.</summary>
    public static IReadOnlyList<Competitor> All { get; } = [Ours, Floor1, Floor2, OpenAI, Anthropic];

    /// <summary>Fails the run if a client read fewer or more characters than were sent.</summary>
    public void Verify(PreparedResponse response, int characters)
    {
        int expected = response.Characters - (SplitsThinking ? response.TagCharacters : 0);
        if (characters != expected)
            throw new InvalidOperationException($"{Name} read {characters} characters of {expected}.");
    }
}
