using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>The levels of effort, and the switch of the reasoning.</summary>
internal static class EffortChecks
{
    private const string Row = "ModelCapabilities.ReasoningEfforts";
    private const int SmallLimit = 32;

    // Less is not distinguished from the variation between two responses.
    private const double NoticeableFactor = 1.5;

    public static IReadOnlyList<Check> All { get; } =
    [
        new("effort-levels", "Every level of effort is accepted.", Row, new(5, SmallLimit), SendLevelsAsync),
        new("effort-effect", "The highest effort reasons longer than the lowest.", Row, new(2), CompareLevelsAsync),
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
        if (!AssumesEffort(context))
            return Finding.NotOffered("the model has no levels; see effort-effect");
        Exchange? exchange = null;
        List<string> rejected = [];
        foreach (ReasoningEffort level in context.Capabilities.ReasoningEfforts!)
        {
            exchange = await SendAsync(context, level.Value, SmallLimit, cancellationToken);
            if (!exchange.IsAccepted)
                rejected.Add(level.Value);
        }

        string levels = string.Join(", ", context.Capabilities.ReasoningEfforts!.Select(static level => level.Value));
        return Finding.Expect(
            rejected.Count == 0,
            $"{levels} accepted",
            rejected.Count == 0 ? $"{levels} accepted" : $"rejected: {string.Join(", ", rejected)}",
            exchange);
    }

    private static async Task<Finding> CompareLevelsAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange low = await SendAsync(context, "low", CheckCost.DefaultMaxTokens, cancellationToken);
        Exchange max = await SendAsync(context, "max", CheckCost.DefaultMaxTokens, cancellationToken);
        bool hasEffect = low.IsAccepted && max.IsAccepted
            && CountReasoning(max) >= CountReasoning(low) * NoticeableFactor && CountReasoning(max) > 0;
        string observation = !low.IsAccepted ? low.Summary
            : !max.IsAccepted ? max.Summary
            : $"{CountReasoning(low)} characters of reasoning at low, {CountReasoning(max)} at max";
        return Finding.CompareOffer(AssumesEffort(context), hasEffect, observation, max);
    }

    private static async Task<Finding> SendUnknownLevelAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!AssumesEffort(context))
            return Finding.NotOffered("the model has no levels; see effort-effect");
        Exchange exchange = await SendAsync(context, "extreme", SmallLimit, cancellationToken);
        bool isRejected = exchange.Error is MiniMaxInvalidRequestException;
        return context.Assumptions.RejectsUnknownEffort is null
            ? Finding.CompareOffer(null, isRejected, exchange.Summary, exchange)
            : Finding.Expect(isRejected, nameof(MiniMaxInvalidRequestException), exchange.Summary, exchange);
    }

    private static async Task<Finding> DisableThinkingAsync(CheckContext context, CancellationToken cancellationToken)
    {
        bool isAssumed = context.Assumes("thinking") && CheckContext.Allows(context.Capabilities.ThinkingTypes, "disabled");
        // Only the switch is in question, so the effort is omitted.
        ChatCompletionRequest request =
            context.CreateRequest("Name a prime number above ninety.") with { ReasoningEffort = null };
        Exchange exchange = await context.Client.CompleteAsync(
            request, cancellationToken, static body => body["thinking"] = new JsonObject { ["type"] = "disabled" });
        bool isDisabled = exchange.Completion is { Reasoning.Length: 0, Text.Length: > 0 };
        string observation = !exchange.IsAccepted ? exchange.Summary : isDisabled ? "no reasoning" : "reasons";
        return Finding.CompareOffer(isAssumed, isDisabled, observation, exchange);
    }

    private static Task<Exchange> SendAsync(
        CheckContext context, string level, int maxTokens, CancellationToken cancellationToken)
    {
        ChatCompletionRequest request = context.CreateRequest("How many days are there in three weeks?") with
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

    private static bool AssumesEffort(CheckContext context) =>
        context.Assumes("reasoning_effort") && context.Capabilities.ReasoningEfforts is { Count: > 0 };

    private static int CountReasoning(Exchange exchange) => exchange.Completion!.Reasoning.Length;
}
