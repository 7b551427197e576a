using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>The levels of effort, and the switch of the reasoning.</summary>
internal static class EffortChecks
{
    private const string Row = "ModelCapabilities.ReasoningEfforts";
    private const int SmallLimit = 32;

    // Without a problem to solve, a model does not reason longer at a higher effort.
    private const string Puzzle = "A farmer has hens and rabbits, together 35 heads and 94 legs. He sells every third hen and "
        + "buys two rabbits. How many legs are there now? Reply with the number only.";

    // Less is not distinguished from the variation between two responses.
    private const double NoticeableFactor = 1.5;

    // One request with each limit.
    private static readonly CheckCost CompareCost = new(2, (CheckCost.DefaultMaxTokens + CheckCost.LargeMaxTokens) / 2);

    public static IReadOnlyList<Check> All { get; } =
    [
        new("effort-levels", "Every level of effort is accepted.", Row, new(5, SmallLimit), SendLevelsAsync),
        new("effort-effect", "The highest effort reasons longer than the lowest.", Row, CompareCost, CompareLevelsAsync),
        new("effort-unknown", "An unknown level of effort is rejected.", Row, new(1, SmallLimit), SendUnknownLevelAsync),
        new(
            "thinking-disabled",
            "The type 'disabled' of thinking disables the reasoning.",
            "ModelCapabilities.ThinkingTypes",
            new(1),
            DisableThinkingAsync),
    ];

    private static async Task<Finding> SendLevelsAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (AssumesEffort(context) != true)
            return Finding.NotOffered("the model has no known levels; see effort-effect");
        Exchange? exchange = null;
        List<string> rejected = [];
        foreach (ReasoningEffort level in context.Capabilities.ReasoningEfforts!)
        {
            exchange = await SendAsync(context, level.Value, SmallLimit, cancellationToken);
            if (!exchange.IsAccepted)
                rejected.Add(level.Value);
        }

        string levels = string.Join(", ", context.Capabilities.ReasoningEfforts!.Select(static level => level.Value));
        return context.Expect(
            rejected.Count == 0,
            $"{levels} accepted",
            rejected.Count == 0 ? $"{levels} accepted" : $"rejected: {string.Join(", ", rejected)}",
            exchange);
    }

    private static async Task<Finding> CompareLevelsAsync(CheckContext context, CancellationToken cancellationToken)
    {
        bool? isAssumed = AssumesEffort(context);
        Exchange low = await SendAsync(context, "low", CheckCost.DefaultMaxTokens, cancellationToken);
        Exchange max = await SendAsync(context, "max", CheckCost.LargeMaxTokens, cancellationToken);
        if (!low.IsAccepted || !max.IsAccepted)
            return Finding.CompareOffer(isAssumed, false, low.IsAccepted ? max.Summary : low.Summary, max);
        bool hasEffect = (max.IsCut && !low.IsCut)
            || (CountReasoning(max) > 0 && CountReasoning(max) >= CountReasoning(low) * NoticeableFactor);
        string observation = $"{CountReasoning(low)} characters of reasoning at low, {CountReasoning(max)} at max";
        // One pair of responses shows an effect that is assumed, but neither a missing nor an unknown one.
        return hasEffect == (isAssumed ?? hasEffect)
            ? Finding.CompareOffer(isAssumed, hasEffect, observation, max)
            : Finding.NotRun($"not distinguished from chance: {observation}");
    }

    private static async Task<Finding> SendUnknownLevelAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (AssumesEffort(context) != true)
            return Finding.NotOffered("the model has no known levels; see effort-effect");
        Exchange exchange = await SendAsync(context, "extreme", SmallLimit, cancellationToken);
        return context.Expect(
            exchange.Error is MiniMaxInvalidRequestException,
            nameof(MiniMaxInvalidRequestException),
            exchange.Summary,
            exchange);
    }

    private static async Task<Finding> DisableThinkingAsync(CheckContext context, CancellationToken cancellationToken)
    {
        bool? isAssumed = context.Assumes("thinking") & CheckContext.Allows(context.Capabilities.ThinkingTypes, "disabled");
        // Only the switch is in question, so the effort is omitted.
        ChatCompletionRequest request =
            context.CreateRequest("Name a prime number above ninety.") with { ReasoningEffort = null };
        Exchange exchange = (await context.Client.CompleteAsync(
            request,
            cancellationToken,
            static body => body["thinking"] = new JsonObject { ["type"] = "disabled" })).RequireWhole();
        bool isDisabled = exchange.Completion is { Reasoning.Length: 0, Text.Length: > 0 };
        string observation = !exchange.IsAccepted ? exchange.Summary : isDisabled ? "no reasoning" : "reasons";
        bool isDistinguished = ReasoningPlaces.Find(context.GetExchange(ResponseChecks.Complete).Raw!.Json)
            is not [ReasoningPlace.None];
        return isDisabled && isAssumed == false && !isDistinguished
            ? Finding.NotRun("not distinguished: the response without the switch has no reasoning, either")
            : Finding.CompareOffer(isAssumed, isDisabled, observation, exchange);
    }

    private static Task<Exchange> SendAsync(
        CheckContext context, string level, int maxTokens, CancellationToken cancellationToken)
    {
        ChatCompletionRequest request = context.CreateRequest(Puzzle) with
        {
            ReasoningEffort = null,
            MaxTokens = maxTokens,
        };
        return context.Client.CompleteAsync(
            request,
            cancellationToken,
            body =>
            {
                if (context.IsMessages)
                    body["output_config"] = new JsonObject { ["effort"] = level };
                else
                    body["reasoning_effort"] = level;
            });
    }

    private static bool? AssumesEffort(CheckContext context) => context.Assumes("reasoning_effort") == false
        ? false
        : context.Capabilities.ReasoningEfforts is { } levels ? levels.Count > 0 : null;

    private static int CountReasoning(Exchange exchange) => exchange.Completion!.Reasoning.Length;
}
