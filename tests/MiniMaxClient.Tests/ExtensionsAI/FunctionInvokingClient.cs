using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>Runs functions as Microsoft.Extensions.AI's own delegating client does, which cannot be had here.</summary>
internal sealed class FunctionInvokingClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<AIMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<AIMessage> history = [.. messages];
        int asked = history.Count;
        var usage = new UsageDetails();
        while (true)
        {
            ChatResponse response = await base.GetResponseAsync(history, options, cancellationToken);
            usage.Add(response.Usage ?? new());
            history.AddMessages(response);
            if (await RunAsync(response, options, cancellationToken) is not { } results)
            {
                response.Messages = history[asked..];
                response.Usage = usage;
                return response;
            }

            history.Add(results);
            options = After(options);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AIMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<AIMessage> history = [.. messages];
        while (true)
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(history, options, cancellationToken))
            {
                updates.Add(update);
                yield return update;
            }

            ChatResponse response = updates.ToChatResponse();
            history.AddMessages(response);
            if (await RunAsync(response, options, cancellationToken) is not { } results)
                yield break;
            history.Add(results);
            yield return new(AIRole.Tool, results.Contents) { MessageId = "results-" + history.Count };
            options = After(options);
        }
    }

    // A choice that forces a call holds for the first answer.
    private static ChatOptions? After(ChatOptions? options)
    {
        options = options?.Clone();
        options?.ToolMode = null;
        return options;
    }

    private static async Task<AIMessage?> RunAsync(ChatResponse response, ChatOptions? options, CancellationToken cancellationToken)
    {
        FunctionCallContent[] calls = [.. response.Messages.SelectMany(static message => message.Contents).OfType<FunctionCallContent>()];
        if (calls.Length == 0)
            return null;
        List<AIContent> results = [];
        foreach (FunctionCallContent call in calls)
        {
            AIFunction? function = options?.Tools?.OfType<AIFunction>().FirstOrDefault(tool => tool.Name == call.Name);
            object? result = call.Exception is { } wrong ? "Error: " + wrong.Message
                : function is null ? "Error: there is no such function."
                : await function.InvokeAsync(new(call.Arguments), cancellationToken);
            results.Add(new FunctionResultContent(call.CallId, result));
        }

        return new(AIRole.Tool, results);
    }
}
