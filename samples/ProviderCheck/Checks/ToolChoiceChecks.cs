using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>The values of tool_choice, sent even if the library rejects them for the model.</summary>
internal static class ToolChoiceChecks
{
    private const string Row = "ModelCapabilities.ToolChoices";

    public static IReadOnlyList<Check> All { get; } =
    [
        new("tool-choice-auto", "tool_choice auto lets the model call.", Row, new(1), static (context, token) =>
            SendAsync(context, "auto", CheckTools.OneCity, static calls => calls.Count > 0, token)),
        new("tool-choice-none", "tool_choice none forbids a call.", Row, new(1), static (context, token) =>
            SendAsync(context, "none", CheckTools.OneCity, static calls => calls.Count == 0, token)),
        new("tool-choice-required", "tool_choice required forces a call.", Row, new(1), static (context, token) =>
            SendAsync(context, "required", CheckTools.NoTool, static calls => calls.Count > 0, token)),
        new("tool-choice-function", "tool_choice with a function forces its call.", Row, new(1), static (context, token) =>
            SendAsync(
                context,
                "function",
                CheckTools.NoTool,
                static calls => calls is [{ Function.Name: CheckTools.Time }, ..],
                token)),
    ];

    private static async Task<Finding> SendAsync(
        CheckContext context,
        string choice,
        string prompt,
        Predicate<IReadOnlyList<FunctionToolCall>> hasEffect,
        CancellationToken cancellationToken)
    {
        Exchange exchange = (await context.Client.CompleteAsync(
            context.CreateRequest(prompt) with { Tools = [CheckTools.WeatherTool, CheckTools.TimeTool] },
            cancellationToken,
            body => body["tool_choice"] = CreateChoice(choice, context.IsMessages))).RequireWhole();
        IReadOnlyList<FunctionToolCall> calls = exchange.Completion is { } completion ? CheckTools.GetCalls(completion) : [];
        return Finding.CompareOffer(
            CheckContext.Allows(context.Capabilities.ToolChoices, choice),
            exchange.IsAccepted && hasEffect(calls),
            exchange.IsAccepted ? CheckTools.Describe(calls) : exchange.Summary,
            exchange);
    }

    private static JsonNode CreateChoice(string choice, bool isMessages) => (choice, isMessages) switch
    {
        ("function", false) => new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = CheckTools.Time },
        },
        ("function", true) => new JsonObject { ["type"] = "tool", ["name"] = CheckTools.Time },
        (_, false) => JsonValue.Create(choice),
        ("required", true) => new JsonObject { ["type"] = "any" },
        (_, true) => new JsonObject { ["type"] = choice },
    };
}
