using System.Collections.Concurrent;
using System.Text.Json;
using MiniMaxClient.Samples.ProviderCheck.Checks;
using MiniMaxClient.Samples.ProviderCheck.Wire;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>
/// Replaces the model if no API key is set: the decisions of a model are scripted, everything else is the emulator's.
/// </summary>
internal sealed class EmulatedModel
{
    private const string Reasoning = "The user wants something simple. A short reply will do.";

    private readonly ConcurrentDictionary<string, bool> _prompts = new();

    /// <summary>Creates the reply to a request; null for the emulator's own.</summary>
    public Reply? CreateReply(RecordedRequest request)
    {
        if (request.Method != "POST")
            return null;
        JsonElement body = request.Json;
        string prompt = GetPrompt(body);
        bool isModelsLab = request.Provider == "ModelsLab";
        // The emulator of ModelsLab does not validate histories. Its upstream is assumed to be as strict as MiniMax.
        if (isModelsLab && FindHistoryProblem(body) is { } problem)
            return Reply.Error(400, problem);
        if (body.Get("stop").HasValue() || body.Get("stop_sequences").HasValue())
            return Reply.Text(HonorsOptionalFields(request) ? "alpha, " : "alpha, beta, gamma", Reasoning);
        if (request.Text.Contains("image/png", StringComparison.Ordinal))
            return HasImages(request, body) ? Reply.Text("Red.", Reasoning) : Reply.Text("I see no image.", Reasoning);
        if (IgnoresFormat(request, body) || IgnoresToolChoice(request, body))
            return Reply.Text("Seven is an odd number.", Reasoning);
        return ReadCache(request, body) ?? CallTools(request, body, prompt);
    }

    // The emulator caches prompts of Messages at markers only, while MiniMax's automatic cache covers them, too.
    private Reply? ReadCache(RecordedRequest request, JsonElement body)
    {
        if (request is not { Provider: "MiniMax", Path: "/anthropic/v1/messages" } || !body.Get("system").HasValue()
            || body.Get("model").Text() is MiniMaxModels.M2 or MiniMaxModels.M2_Her
            || request.Text.Contains("cache_control", StringComparison.Ordinal) || _prompts.TryAdd(request.Text, true))
            return null;
        const int Prompt = 1800, Completion = 20;
        return Reply.Text("On shelf 21.", Reasoning).WithUsage(Prompt, Completion, cacheRead: Prompt / 2);
    }

    private static Reply? CallTools(RecordedRequest request, JsonElement body, string prompt)
    {
        string? choice = body.Get("tool_choice").Text() ?? body.Get("tool_choice", "type").Text();
        bool isFree = choice is null or "auto" && prompt.Contains(CheckTools.Weather, StringComparison.Ordinal)
            && body.Get("tools").Items().Any() && !HasToolResult(body);
        if (!isFree)
            return null;
        bool isSingle = HonorsOptionalFields(request)
            && (body.Get("parallel_tool_calls").ValueKind == JsonValueKind.False
                || body.Get("tool_choice", "disable_parallel_tool_use").ValueKind == JsonValueKind.True);
        Reply reply = Reply.Text("", Reasoning).WithToolCall(CheckTools.Weather, """{"city":"Paris"}""");
        return prompt.Contains("Rome", StringComparison.Ordinal) && !isSingle
            ? reply.WithToolCall(CheckTools.Weather, """{"city":"Rome"}""")
            : reply;
    }

    // MiniMax's models ignore the fields; a host of other models is assumed to have them.
    private static bool HonorsOptionalFields(RecordedRequest request) =>
        request.Provider is "ModelsLab" or "OpenAICompatible" or "AnthropicCompatible";

    private static bool HasImages(RecordedRequest request, JsonElement body) =>
        request.Provider is not "ModelsLab" && !IsSecondGeneration(body);

    // MiniMax's models M2 to M2.7 ignore response_format, and ModelsLab has json_object only.
    private static bool IgnoresFormat(RecordedRequest request, JsonElement body) => request.Provider switch
    {
        "MiniMax" or "RunApi" => body.Get("response_format").HasValue() && IsSecondGeneration(body),
        "ModelsLab" => body.Get("response_format", "type").Text() == "json_schema",
        _ => false,
    };

    // Which values MiniMax-M3 has at MiniMax is not documented; the library assumes auto and none.
    private static bool IgnoresToolChoice(RecordedRequest request, JsonElement body) => request.Provider == "MiniMax"
        && (body.Get("tool_choice").Text() is "required" || body.Get("tool_choice", "type").Text() is "function");

    private static bool IsSecondGeneration(JsonElement body) =>
        body.Get("model").Text()?.StartsWith(MiniMaxModels.M2, StringComparison.Ordinal) == true;

    private static string? FindHistoryProblem(JsonElement body)
    {
        JsonElement[] messages = [.. body.Get("messages").Items()];
        string?[] roles = [.. messages.Select(static message => message.Get("role").Text())];
        bool hasLateSystem = roles.Skip(1).Contains("system");
        bool hasEmptyText = messages.Any(static message => message.Get("content").Text() is "");
        bool hasOpenCall = messages.Where((message, i) =>
            message.Get("tool_calls").HasValue() && roles.ElementAtOrDefault(i + 1) != "tool").Any();
        bool hasOrphanResult = roles.Contains("tool") && !messages.Any(static message => message.Get("tool_calls").HasValue());
        return hasLateSystem || hasEmptyText || hasOpenCall || hasOrphanResult ? "The messages are invalid." : null;
    }

    private static bool HasToolResult(JsonElement body) => body.Get("messages").Items().LastOrDefault() is var last
        && (last.Get("role").Text() == "tool" || last.Get("content", "0", "type").Text() == "tool_result");

    private static string GetPrompt(JsonElement body)
    {
        JsonElement message = body.Get("messages").Items().LastOrDefault(static one => one.Get("role").Text() == "user");
        JsonElement content = message.Get("content");
        return content.Text() ?? content.Get("0", "text").Text() ?? "";
    }
}
