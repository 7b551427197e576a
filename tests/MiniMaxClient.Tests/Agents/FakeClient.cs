using System.Runtime.CompilerServices;

namespace MiniMaxClient.Tests.Agents;

/// <summary>A client that returns prepared completions, including some that no provider would return.</summary>
internal sealed class FakeClient(IEnumerable<ChatCompletion> completions) : IChatCompletionsClient
{
    private readonly Queue<ChatCompletion> _completions = new(completions);

    public List<ChatCompletionRequest> Requests { get; } = [];

    public static ChatCompletion CreateText(string text) =>
        CreateCompletion(new() { Content = text });

    public static ChatCompletion CreateToolCall(string name, string arguments = "{}", string id = "call_1") => CreateCompletion(new()
    {
        ToolCalls = [new FunctionToolCall { Id = id, Function = new() { Name = name, Arguments = arguments } }],
    });

    public static ChatCompletion CreateCompletion(AssistantMessage message, Usage? usage = null) =>
        new() { Choices = [new() { Message = message }], Usage = usage };

    public Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Add(request);
        return Task.FromResult(_completions.Dequeue());
    }

    public async IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatCompletion answer = await CompleteAsync(request, cancellationToken);
        yield return new()
        {
            Choices = [new() { Delta = new() { Content = answer.Message.Content?.Text } }],
            Usage = answer.Usage,
        };
    }
}
