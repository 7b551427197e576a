namespace MiniMaxClient.Neighbours.Tests;

/// <summary>The way in which a function is run.</summary>
public enum ToolPath
{
    RunTools,
    StreamTools,
    ChatClient,
    StreamingChatClient,
}

/// <summary>One prompt with functions, run in each way.</summary>
internal static class ToolPathRunner
{
    public static MatrixTheoryData<string, ToolPath> All { get; } = new(Adapters.AllNames, Enum.GetValues<ToolPath>());

    /// <summary>Runs the functions that the model calls, and returns its text.</summary>
    public static async Task<string> RunAsync(EmulatedChat emulated, ToolPath path, IEnumerable<AIFunction> functions)
    {
        if (path is ToolPath.RunTools or ToolPath.StreamTools)
            return (await RunToolsAsync(emulated, path, functions)).Text;
        using IChatClient chat = emulated.Chat.AsBuilder().UseFunctionInvocation().Build();
        return (await EmulatedChat.GetResponseAsync(
            chat, path == ToolPath.StreamingChatClient, [EmulatedChat.CreateUserMessage("Go.")], new() { Tools = [.. functions] })).Text;
    }

    public static async Task<ToolRunResult> RunToolsAsync(EmulatedChat emulated, ToolPath path, IEnumerable<AIFunction> functions)
    {
        ChatCompletionRequest request = new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Go.")] };
        if (path == ToolPath.RunTools)
            return await emulated.Client.RunToolsAsync(request, functions, cancellationToken: TestTimeouts.Token);
        ToolRunResult? result = null;
        await foreach (ToolRunEvent runEvent in emulated.Client.StreamToolsAsync(
            request, functions, cancellationToken: TestTimeouts.Token))
            result = (runEvent as ToolRunCompleted)?.Result;
        return result!;
    }
}
