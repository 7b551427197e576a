using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>Histories that MiniMax rejects with code 2013, sent although the library rejects them.</summary>
internal static class HistoryChecks
{
    private const string Row = "ModelCapabilities.MessageRules";
    private const string ToolRow = "providers: Validation, histories that MiniMax rejects with code 2013";
    private const string CallId = "call_provider_check_1";
    private const int SmallLimit = 16;

    public static IReadOnlyList<Check> All { get; } =
    [
        new("history-open-call", "A tool call without its result is rejected.", ToolRow, new(1, SmallLimit), (context, token) =>
            SendAsync(context, static _ => true, CreateOpenCall, token)),
        new("history-orphan-result", "A result without its call is rejected.", ToolRow, new(1, SmallLimit), (context, token) =>
            SendAsync(context, static _ => true, CreateOrphanResult, token)),
        new("history-systems", "A second system message is rejected.", Row, new(1, SmallLimit), (context, token) =>
            SendAsync(context, RestrictsSystemMessages, static _ => CreateChat(
                ("system", "Be brief."), ("system", "Be kind."), ("user", "Hello")), token))
        {
            Protocol = WireProtocol.Chat,
        },
        new("history-late-system", "A system message after others is rejected.", Row, new(1, SmallLimit), (context, token) =>
            SendAsync(context, RestrictsSystemMessages, static _ => CreateChat(
                ("user", "Hello"), ("assistant", "Hello."), ("system", "Be brief."), ("user", "Hello")), token)),
        new("history-empty-text", "An empty text of a user is rejected.", Row, new(1, SmallLimit), (context, token) =>
            SendAsync(context, RejectsEmptyText, static _ => CreateChat(("user", "")), token)),
    ];

    private static async Task<Finding> SendAsync(
        CheckContext context,
        Func<CheckContext, bool> isRejectionAssumed,
        Func<bool, JsonArray> createMessages,
        CancellationToken cancellationToken)
    {
        Exchange exchange = await context.Client.CompleteAsync(
            context.CreateRequest("Hello") with { MaxTokens = SmallLimit, Tools = [CheckTools.WeatherTool] },
            cancellationToken,
            body => body["messages"] = createMessages(context.IsMessages));
        bool isRejected = exchange.Error is MiniMaxInvalidRequestException;
        return isRejectionAssumed(context)
            ? context.Expect(isRejected, nameof(MiniMaxInvalidRequestException), exchange.Summary, exchange)
            : context.Expect(exchange.IsAccepted, "accepted", exchange.Summary, exchange);
    }

    // Without rules, the adapter has those of MiniMax for MiniMax's models.
    private static bool RestrictsSystemMessages(CheckContext context) => context.Capabilities.MessageRules is { } rules
        ? rules.SystemMessages != SystemMessagePlacement.Anywhere
        : IsMiniMaxModel(context);

    private static bool RejectsEmptyText(CheckContext context) =>
        context.Capabilities.MessageRules?.RejectsEmptyText ?? IsMiniMaxModel(context);

    private static bool IsMiniMaxModel(CheckContext context) =>
        context.Target.Model.Contains("minimax", StringComparison.OrdinalIgnoreCase);

    private static JsonArray CreateChat(params (string Role, string Content)[] messages) =>
        [.. messages.Select(static message => new JsonObject { ["role"] = message.Role, ["content"] = message.Content })];

    private static JsonArray CreateOpenCall(bool isMessages) =>
    [
        .. CreateChat(("user", CheckTools.OneCity)).Select(static node => node!.DeepClone()),
        CreateCall(isMessages),
        .. CreateChat(("user", "And now?")).Select(static node => node!.DeepClone()),
    ];

    private static JsonArray CreateOrphanResult(bool isMessages) =>
    [
        .. CreateChat(("user", CheckTools.OneCity)).Select(static node => node!.DeepClone()),
        isMessages
            ? new JsonObject
            {
                ["role"] = "user",
                ["content"] = new JsonArray(new JsonObject
                {
                    ["type"] = "tool_result",
                    ["tool_use_id"] = CallId,
                    ["content"] = CheckTools.Result,
                }),
            }
            : new JsonObject { ["role"] = "tool", ["tool_call_id"] = CallId, ["content"] = CheckTools.Result },
    ];

    private static JsonObject CreateCall(bool isMessages) => isMessages
        ? new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = new JsonArray(new JsonObject
            {
                ["type"] = "tool_use",
                ["id"] = CallId,
                ["name"] = CheckTools.Weather,
                ["input"] = new JsonObject { ["city"] = "Paris" },
            }),
        }
        : new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = "I look it up.",
            ["tool_calls"] = new JsonArray(new JsonObject
            {
                ["id"] = CallId,
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = CheckTools.Weather, ["arguments"] = """{"city":"Paris"}""" },
            }),
        };
}
