using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>The prompt cache, without markers and with them.</summary>
internal static class CacheChecks
{
    /// <summary>The time until a cache that was not read is tried once more, because it may be written with a delay.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private const int SmallLimit = 64;

    // MiniMax's page has a minimum of 512 tokens.
    private const int SentenceCount = 120;
    private const int PromptTokens = 2500;

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "cache-automatic",
            "The second of two equal prompts is read from the cache.",
            "providers: Protocols, prompt caching, automatic",
            new(3, SmallLimit, PromptTokens),
            (context, token) => SendTwiceAsync(context, "automatic", null, context.Assumptions.CachesAutomatically, token)),
        new(
            "cache-markers",
            "A prompt up to a marker is written to the cache, and read from it.",
            "ModelCapabilities.SupportsCacheControl",
            new(3, SmallLimit, PromptTokens),
            (context, token) => SendTwiceAsync(
                context, "marked", CacheControl.Ephemeral, context.Assumptions.CachesAtMarkers, token))
        {
            Protocol = WireProtocol.Messages,
        },
    ];

    private static async Task<Finding> SendTwiceAsync(
        CheckContext context, string name, CacheControl? marker, bool? isAssumed, CancellationToken cancellationToken)
    {
        string prefix = string.Concat(Enumerable.Range(1, SentenceCount)
            .Select(number => $"Fact {number} of the {name} list: item {number} is stored on shelf {number * 7}. "));
        ChatCompletionRequest request = context.CreateRequest(
            [ChatMessage.System(prefix) with { CacheControl = marker }, ChatMessage.User("On which shelf is item 3?")])
            with { MaxTokens = SmallLimit };
        Exchange first = await context.Client.CompleteAsync(request, cancellationToken);
        first.RequireCompletion();
        bool isWritten = first.Completion!.Usage?.CacheWriteTokens > 0;
        Exchange second = await context.Client.CompleteAsync(request, cancellationToken);
        bool isRead = IsRead(second);
        if (!isRead && isAssumed == true)
        {
            await Task.Delay(Pause, context.Client.TimeProvider, cancellationToken);
            second = await context.Client.CompleteAsync(request, cancellationToken);
            isRead = IsRead(second);
        }

        if (marker is not null && isRead && !isWritten)
            return Finding.NotRun("read, but not written: not distinguished from the automatic cache");
        string observation = $"{(isRead ? "read" : "not read")} from the cache{(isWritten ? ", after it was written" : "")}";
        return Finding.CompareOffer(isAssumed, isRead, observation, second);
    }

    private static bool IsRead(Exchange exchange) => exchange.RequireCompletion().Usage?.CacheReadTokens > 0;
}
