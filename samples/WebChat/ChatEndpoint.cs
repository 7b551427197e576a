using Microsoft.AspNetCore.Http.HttpResults;
using AIFunction = Microsoft.Extensions.AI.AIFunction;
using AIFunctionFactory = Microsoft.Extensions.AI.AIFunctionFactory;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Streams the events of an answer until it is complete or has failed, or the page has disconnected.</summary>
internal static class ChatEndpoint
{
    private static readonly ChatMessage Instructions = ChatMessage.System(
        "You help the owner of a small shop. Use the tool to look up the stock. Be brief; write Markdown.");

    private static readonly AIFunction[] Tools = [AIFunctionFactory.Create(Shop.FindLowStock, "low_stock")];
    private static readonly ToolRunOptions Options = new() { MaxSteps = 8 };

    public static async Task<IResult> HandleAsync(
        ChatQuestion question, IEnumerable<Provider> providers, ConversationStore conversations, HttpContext context)
    {
        Provider? provider = providers.FirstOrDefault(candidate => candidate.Id == question.Provider);
        if (provider is null)
            return RejectQuestion("The provider does not exist.");
        if (question.FindProblem(provider.Choice) is { } problem)
            return RejectQuestion(problem);

        var events = new EventStream(context.Response);
        IReadOnlyList<ChatMessage>? history = [Instructions];
        if (question.Conversation is { } id && !conversations.TryGet(id, out history))
        {
            await events.SendAsync(ErrorEvents.ConversationNotFound);
            return TypedResults.Empty;
        }

        var request = new ChatCompletionRequest
        {
            Model = provider.Choice.Model,
            Messages = [.. history, question.ToMessage()],
            MaxTokens = 16_384,
            ReasoningEffort = question.Effort is { } effort ? new ReasoningEffort(effort) : null,
        };
        if (ConversationStore.IsTooLong(request.Messages))
        {
            await events.SendAsync(ErrorEvents.ConversationTooLong);
            return TypedResults.Empty;
        }

        if (provider.Choice.Images is null && HasImages(request))
        {
            await events.SendAsync(ErrorEvents.CreateImagesNotSupported(provider.Choice));
            return TypedResults.Empty;
        }

        var client = context.RequestServices.GetRequiredKeyedService<IChatCompletionsClient>(provider.Id);
        try
        {
            // The token is canceled when the page disconnects, also by its stop button, and cancels the provider's request.
            await foreach (ToolRunEvent runEvent in client.StreamToolsAsync(request, Tools, Options, context.RequestAborted))
            {
                foreach (ChatEvent chatEvent in ToolRunEventConverter.ToChatEvents(runEvent))
                    await events.SendAsync(chatEvent);
                if (runEvent is ToolRunCompleted { Result: var run })
                    await events.SendAsync(End(run));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The page has disconnected, and an incomplete answer is not saved.
        }
        catch (MiniMaxException e)
        {
            await events.SendAsync(ErrorEvents.FromException(e, provider));
        }

        return TypedResults.Empty;

        // The messages are saved with thinking, tool calls and results, because the next request replays them.
        ChatEvent End(ToolRunResult run) => run.StopReason == ToolRunStopReason.Completed
            ? new DoneEvent(conversations.Save(question.Conversation, run.Messages), GetNote(run.Completion))
            : ErrorEvents.EmptyResponse;
    }

    // Also the images of earlier questions, which another provider has read.
    private static bool HasImages(ChatCompletionRequest request) =>
        request.Messages.OfType<UserMessage>().SelectMany(static message => message.Content).OfType<ImagePart>().Any();

    private static string? GetNote(ChatCompletion completion) => completion switch
    {
        { IsReasoningTruncated: true } => "The token limit was reached before the end of the thinking.",
        { FinishReason: { } reason } when reason == FinishReason.Length => "The answer was truncated at the token limit.",
        { FinishReason: { } reason } when reason == FinishReason.ContentFilter => "The provider filtered a part of the answer.",
        _ => null,
    };

    private static ProblemHttpResult RejectQuestion(string problem) =>
        TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
}
