using System.Text;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>A call over a socket: the response that the caller receives, and the requests that were sent.</summary>
internal sealed class SocketRun
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();

    /// <summary>The text of the chunks; that of the completion for a non-streaming call.</summary>
    public string Text => _text.ToString();

    /// <summary>The reasoning of the chunks; that of the completion for a non-streaming call.</summary>
    public string Reasoning => _reasoning.ToString();

    /// <summary>The completion, assembled from the chunks for a stream.</summary>
    public ChatCompletion Completion { get; private set; } = null!;

    /// <summary>The exception that ended the call; null for none.</summary>
    public MiniMaxException? Failure { get; private set; }

    /// <summary>The requests that were sent.</summary>
    public IReadOnlyList<FaultRequest> Requests { get; private set; } = [];

    /// <summary>Streams a response in one write, event by event and byte by byte.</summary>
    /// <param name="provider">The name of an adapter of <see cref="Adapters"/>.</param>
    /// <param name="stream">The body of the response.</param>
    /// <param name="assertion">The assertion for each delivery.</param>
    /// <param name="contentType">The type of the body.</param>
    public static async Task ForEachAsync(
        string provider, string stream, Action<SocketRun> assertion, string contentType = "text/event-stream")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(stream);
        (string Name, IEnumerable<byte[]> Parts)[] deliveries =
        [
            ("one write", [bytes]),
            ("events", SplitEvents(stream).Select(Encoding.UTF8.GetBytes)),
            ("bytes", bytes.Select(static one => new[] { one })),
        ];
        foreach ((string name, IEnumerable<byte[]> parts) in deliveries)
        {
            ServerScript head = ServerScript.Head(200, contentType, Framing.Chunked);
            SocketRun run = await RunAsync(
                provider, isStreamed: true, parts.Aggregate(head, static (script, part) => script.Send(part)).End());
            try
            {
                assertion(run);
                Assert.Equal((run.Completion.Text, run.Completion.Reasoning), (run.Text, run.Reasoning));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Delivered as {name}: {e.Message} {run.Failure}", e);
            }
        }
    }

    /// <summary>Completes with a response in one write.</summary>
    public static Task<SocketRun> CompleteAsync(
        string provider, string body, string contentType = "application/json", int status = 200) =>
        RunAsync(provider, isStreamed: false, ServerScript.Respond(status, contentType, body));

    /// <summary>Makes one call to a server that runs a script for each attempt.</summary>
    public static async Task<SocketRun> RunAsync(
        string provider, bool isStreamed, ServerScript script, ChatCompletionsClientOptions? options = null)
    {
        await using var server = FaultServer.Start(script);
        return await RunAsync(provider, isStreamed, server, options);
    }

    /// <inheritdoc cref="RunAsync(string, bool, ServerScript, ChatCompletionsClientOptions?)"/>
    public static async Task<SocketRun> RunAsync(
        string provider, bool isStreamed, FaultServer server, ChatCompletionsClientOptions? options = null)
    {
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, provider), options ?? new() { Resilience = ResilienceOptions.None });
        var run = new SocketRun();
        var builder = new ChatCompletionBuilder();
        try
        {
            if (isStreamed)
                await run.StreamAsync(client, builder);
            else
                run.ReadCompletion(await client.CompleteAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token));
        }
        catch (MiniMaxException e)
        {
            run.Failure = e;
        }

        run.Completion ??= builder.Build();
        run.Requests = server.Requests;
        return run;
    }

    private static IEnumerable<string> SplitEvents(string stream)
    {
        string[] parts = stream.Split("\n\n");
        return [.. parts.SkipLast(1).Select(static part => part + "\n\n"), .. parts.TakeLast(1).Where(static part => part != "")];
    }

    private async Task StreamAsync(ChatCompletionsClient client, ChatCompletionBuilder builder)
    {
        await foreach (ChatCompletionChunk chunk in client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token))
        {
            builder.Add(chunk);
            _text.Append(chunk.Text);
            _reasoning.Append(chunk.Reasoning);
        }
    }

    private void ReadCompletion(ChatCompletion completion)
    {
        Completion = completion;
        _text.Append(completion.Text);
        _reasoning.Append(completion.Message.Reasoning);
    }
}
