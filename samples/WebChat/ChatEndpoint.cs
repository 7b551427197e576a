using Microsoft.AspNetCore.Http.HttpResults;
using AIFunction = Microsoft.Extensions.AI.AIFunction;
using AIFunctionFactory = Microsoft.Extensions.AI.AIFunctionFactory;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Answers a question, event by event, until the answer is whole, has failed, or the page has gone.</summary>
internal static class ChatEndpoint
{
    private static readonly ChatMessage Instructions = ChatMessage.System(
        "You help the keeper of a small shop. Look the stock up with the tool. Be brief; write Markdown.");

    private static readonly AIFunction[] Tools = [AIFunctionFactory.Create(Shop.FindLowStock, "low_stock")];
    private static readonly ToolRunOptions Options = new() { MaxSteps = 8 };

    public static async Task<IResult> HandleAsync(
        ChatQuestion question, IEnumerable<Provider> providers, ConversationStore conversations, HttpContext context)
    {
        Provider? provider = providers.FirstOrDefault(one => one.Id == question.Provider);
        if (provider is null)
            return RejectQuestion("There is no such provider.");
        if (string.IsNullOrWhiteSpace(question.Text) || question.Text.Length > ChatQuestion.MaxCharacters)
            return RejectQuestion($"A question has 1 to {ChatQuestion.MaxCharacters} characters.");

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
            Messages = [.. history, ChatMessage.User(question.Text)],
            MaxTokens = 16_384,
        };
        var client = context.RequestServices.GetRequiredKeyedService<IChatCompletionsClient>(provider.Id);
        try
        {
            // The token is cancelled when the page leaves, by its stop button too, and the call to the provider ends with it.
            await foreach (ToolRunEvent happened in client.StreamToolsAsync(request, Tools, Options, context.RequestAborted))
            {
                foreach (ChatEvent shown in ToolRunEventConverter.ToChatEvents(happened))
                    await events.SendAsync(shown);
                if (happened is ToolRunCompleted { Result: var run })
                    await events.SendAsync(End(run));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be told, and what has not come to its end is not kept.
        }
        catch (MiniMaxException e)
        {
            await events.SendAsync(ErrorEvents.FromException(e, provider));
        }

        return TypedResults.Empty;

        // The messages go into the next request as they came, thinking, calls and results included.
        ChatEvent End(ToolRunResult run) => run.StopReason == ToolRunStopReason.Completed
            ? new DoneEvent(conversations.Save(question.Conversation, run.Messages), GetNote(run.Completion))
            : ErrorEvents.EmptyResponse;
    }

    private static string? GetNote(ChatCompletion completion) => completion switch
    {
        { IsReasoningTruncated: true } => "The limit on tokens was reached while the model still thought.",
        { FinishReason: { } reason } when reason == FinishReason.Length => "The answer was cut at the limit on tokens.",
        { FinishReason: { } reason } when reason == FinishReason.ContentFilter => "The provider held back a part of the answer.",
        _ => null,
    };

    private static ProblemHttpResult RejectQuestion(string problem) =>
        TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest);
}
