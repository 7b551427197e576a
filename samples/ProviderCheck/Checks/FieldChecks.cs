using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>Optional fields: their ranges, and whether they have an effect.</summary>
internal static class FieldChecks
{
    private const string StopWord = "beta";

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "temperature-maximum",
            "The largest temperature of the range is accepted.",
            "ModelCapabilities.Ranges, temperature",
            new(1),
            SendMaximumTemperatureAsync),
        new("stop", "The text ends before a stop sequence.", "ModelCapabilities.IgnoredFields, stop", new(1), StopAsync),
        new(
            "service-tier",
            "The service tier 'standard' is accepted.",
            "ModelCapabilities.ServiceTiers",
            new(1),
            SendServiceTierAsync),
        new(
            "unknown-field",
            "A field that no schema has is ignored.",
            "SchemaObject.AdditionalProperties",
            new(1),
            SendUnknownFieldAsync),
    ];

    private static async Task<Finding> SendMaximumTemperatureAsync(CheckContext context, CancellationToken cancellationToken)
    {
        double maximum = GetMaximumTemperature(context);
        Exchange exchange = await context.Client.CompleteAsync(
            context.CreateRequest("Reply with the single word: warm.") with { Temperature = maximum }, cancellationToken);
        return context.Expect(
            exchange.IsAccepted, $"{maximum} accepted", exchange.IsAccepted ? $"{maximum} accepted" : exchange.Summary, exchange);
    }

    /// <summary>Gets the largest temperature that the library sends.</summary>
    public static double GetMaximumTemperature(CheckContext context) =>
        context.Capabilities.Ranges.TryGetValue("temperature", out NumberRange? range) ? range.Maximum : 2;

    private static async Task<Finding> StopAsync(CheckContext context, CancellationToken cancellationToken)
    {
        // The prompt does not have the stop word, which the reasoning would otherwise repeat.
        Exchange exchange = (await context.Client.CompleteAsync(
            context.CreateRequest("List the first three Greek letters by their English names, in one line, nothing else."),
            cancellationToken,
            body => body[context.IsMessages ? "stop_sequences" : "stop"] = new JsonArray(StopWord))).RequireWhole();
        if (!exchange.IsAccepted)
            return Finding.CompareOffer(context.Assumes("stop"), false, exchange.Summary, exchange);
        string text = exchange.Completion!.Text;
        bool isContained = text.Contains(StopWord, StringComparison.OrdinalIgnoreCase);
        if (!isContained && !text.Contains("alpha", StringComparison.OrdinalIgnoreCase))
            return Finding.NotRun(text.Length == 0 ? "the response has no text" : "the text has no Greek letters");
        string observation = isContained ? $"the text contains '{StopWord}'" : $"the text ends before '{StopWord}'";
        return Finding.CompareOffer(context.Assumes("stop"), !isContained, observation, exchange);
    }

    private static async Task<Finding> SendServiceTierAsync(CheckContext context, CancellationToken cancellationToken)
    {
        bool? isAssumed = context.Capabilities.ServiceTiers?.Contains(ServiceTier.Standard) == false
            ? false
            : context.Assumes("service_tier");
        Exchange exchange = await context.Client.CompleteAsync(
            context.CreateRequest("Reply with the single word: standard."),
            cancellationToken,
            static body => body["service_tier"] = "standard");
        bool isNamed = exchange.IsAccepted && exchange.Raw!.Json.Get("service_tier").HasValue();
        // A provider without tiers can ignore the field; only a response that names the tier shows that it has them.
        bool isOffered = isAssumed == true ? exchange.IsAccepted : isNamed;
        string observation = !exchange.IsAccepted ? exchange.Summary
            : isNamed ? "accepted, and named in the response" : "accepted, not named in the response";
        return Finding.CompareOffer(isAssumed, isOffered, observation, exchange);
    }

    private static async Task<Finding> SendUnknownFieldAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange exchange = await context.Client.CompleteAsync(
            context.CreateRequest("Reply with the single word: known."),
            cancellationToken,
            static body => body["x_provider_check"] = true);
        return context.Expect(
            exchange.IsAccepted, "ignored", exchange.IsAccepted ? "ignored" : exchange.Summary, exchange);
    }
}
