using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>Tool calls: one, several, streamed, and their results.</summary>
internal static class ToolChecks
{
    private const string Call = "tool-call";

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            Call,
            "The response to a prompt that needs a tool has a call, an id, JSON arguments and finish_reason 'tool_calls'.",
            "ModelCapabilities.Fields, tools",
            new(1),
            CallAsync),
        new("tool-result", "After the result of a call, the response has text.", "tools: history", new(1), SendResultAsync),
        new(
            "tool-calls-parallel",
            "A response can have two calls with different ids.",
            "ModelCapabilities.Fields, tools",
            new(1),
            CallTwiceAsync),
        new(
            "tool-calls-single",
            "parallel_tool_calls false limits a response to one call.",
            "ModelCapabilities.IgnoredFields, parallel_tool_calls",
            new(1),
            LimitToOneCallAsync),
        new(
            "tool-call-stream",
            "A streamed call has its id and name once, and arguments that add up to JSON.",
            "providers: What MiniMax does differently, wrong labels",
            new(1),
            StreamCallAsync),
    ];

    private static async Task<Finding> CallAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange exchange = await context.Client.CompleteAsync(
            context.CreateRequest(CheckTools.OneCity) with { Tools = [CheckTools.WeatherTool] }, cancellationToken);
        ChatCompletion completion = exchange.RequireWhole().RequireCompletion();
        IReadOnlyList<FunctionToolCall> calls = CheckTools.GetCalls(completion);
        if (calls.Count > 0)
            context.Keep(Call, exchange);
        // The library generates an id if the response has none, so the response is examined.
        bool hasIds = ReadIds(exchange.Raw!).All(static id => id is { Length: > 0 });
        string finish = completion.FinishReason?.Value ?? "missing";
        return context.Expect(
            calls is [{ Function.Name: CheckTools.Weather } call] && CheckTools.GetCity(call) is not null && hasIds
                && finish == "tool_calls",
            "get_weather(…), an id, finish_reason 'tool_calls'",
            $"{CheckTools.Describe(calls)}, {(hasIds ? "an id" : "no id")}, finish_reason '{finish}'",
            exchange);
    }

    private static async Task<Finding> SendResultAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange call = context.GetExchange(Call);
        ChatCompletionRequest request = context.CreateRequest(
        [
            ChatMessage.User(CheckTools.OneCity),
            call.Completion!.Message,
            .. CheckTools.GetCalls(call.Completion).Select(static one => ChatMessage.Tool(one.Id, CheckTools.Result)),
        ]) with { Tools = [CheckTools.WeatherTool] };
        Exchange exchange = await context.Client.CompleteAsync(request, cancellationToken);
        bool hasText = exchange.RequireWhole().Completion is { Text.Length: > 0 };
        return context.Expect(
            hasText, "text", hasText ? "text" : exchange.IsAccepted ? "no text" : exchange.Summary, exchange);
    }

    private static async Task<Finding> CallTwiceAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange exchange = await context.Client.CompleteAsync(
            context.CreateRequest(CheckTools.TwoCities) with { Tools = [CheckTools.WeatherTool] }, cancellationToken);
        IReadOnlyList<FunctionToolCall> calls = CheckTools.GetCalls(exchange.RequireWhole().RequireCompletion());
        bool hasDistinctIds = ReadIds(exchange.Raw!).Distinct().Count() == calls.Count;
        return context.Expect(
            calls.Count == 2 && hasDistinctIds,
            "2 calls with different ids",
            $"{CheckTools.Describe(calls)}{(hasDistinctIds ? "" : ", the same id")}",
            exchange);
    }

    private static async Task<Finding> LimitToOneCallAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange exchange = await context.Client.CompleteAsync(
            context.CreateRequest(CheckTools.TwoCities) with { Tools = [CheckTools.WeatherTool] },
            cancellationToken,
            body =>
            {
                if (context.IsMessages)
                    body["tool_choice"] = new JsonObject { ["type"] = "auto", ["disable_parallel_tool_use"] = true };
                else
                    body["parallel_tool_calls"] = false;
            });
        int count = exchange.RequireWhole().Completion is { } completion ? CheckTools.GetCalls(completion).Count : 0;
        string observation = exchange.IsAccepted ? $"{count} {(count == 1 ? "call" : "calls")}" : exchange.Summary;
        return Finding.CompareOffer(context.Assumes("parallel_tool_calls"), count == 1, observation, exchange);
    }

    private static async Task<Finding> StreamCallAsync(CheckContext context, CancellationToken cancellationToken)
    {
        Exchange exchange = await context.Client.StreamAsync(
            context.CreateRequest(CheckTools.OneCity) with { Tools = [CheckTools.WeatherTool] }, cancellationToken);
        IReadOnlyList<FunctionToolCall> calls = CheckTools.GetCalls(exchange.RequireWhole().RequireCompletion());
        int starts = exchange.Raw!.Events.Count(static one =>
            one.Json.Get("choices", "0", "delta", "tool_calls").Items().Any(static call => call.Get("id").HasValue())
            || (one.Json.Get("content_block", "type").Text() == "tool_use" && one.Json.Get("content_block", "id").HasValue()));
        return context.Expect(
            calls is [{ Function.Name: CheckTools.Weather } call] && CheckTools.GetCity(call) is not null && starts == 1,
            "get_weather(…), its id once",
            $"{CheckTools.Describe(calls)}, an id in {starts} {(starts == 1 ? "event" : "events")}",
            exchange);
    }

    private static IReadOnlyList<string?> ReadIds(RawResponse raw) =>
    [
        .. raw.Json.Get("choices", "0", "message", "tool_calls").Items()
            .Concat(raw.Json.Get("content").Items().Where(static block => block.Get("type").Text() == "tool_use"))
            .Select(static call => call.Get("id").Text()),
    ];
}
