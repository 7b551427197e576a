using System.Text.Json;
using MiniMaxClient.Samples.ProviderCheck.Checks;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>The requests that the different server rejects, and how it answers the others, in both protocols.</summary>
internal static class DifferentRules
{
    /// <summary>Returns the reason to reject a request that the library assumes to be accepted; null to accept it.</summary>
    public static string? FindReason(JsonElement body)
    {
        JsonElement[] messages = [.. body.Get("messages").Items()];
        string text = body.GetRawText();
        if (body.Get("model").Text() == "no-such-model-provider-check")
            return "an unknown model";
        if (body.Get("x_provider_check").HasValue() || body.Get("service_tier").HasValue())
            return "an unknown field";
        // The largest allowed value is rejected, and a larger one is accepted.
        if (body.Get("temperature").ValueKind == JsonValueKind.Number && body.Get("temperature").GetDouble() is 2)
            return "a temperature";
        if ((body.Get("reasoning_effort").Text() ?? body.Get("output_config", "effort").Text()) is "medium" or "max")
            return "an effort";
        if (text.Contains("image/png", StringComparison.Ordinal))
            return "an image";
        bool hasResult = text.Contains("\"tool_result\"", StringComparison.Ordinal)
            || messages.Any(static message => message.Get("role").Text() == "tool");
        bool hasCall = text.Contains("\"tool_calls\"", StringComparison.Ordinal)
            || text.Contains("\"tool_use\"", StringComparison.Ordinal);
        if (hasResult && hasCall)
            return "a tool result";
        return text.Contains("single word: again", StringComparison.Ordinal) ? "a history" : null;
    }

    /// <summary>Determines whether the model wants to call a tool.</summary>
    public static bool WantsTool(JsonElement body) =>
        body.Get("tools").Items().Any() && GetPrompt(body).Contains(CheckTools.Weather, StringComparison.Ordinal);

    public static string GetPrompt(JsonElement body)
    {
        JsonElement content = body.Get("messages").Items().Last().Get("content");
        return content.Text() ?? content.Get("0", "text").Text() ?? "";
    }

    /// <summary>The text of the response; a stop sequence has an effect, although the models are assumed to ignore it.</summary>
    public static string CreateText(JsonElement body) =>
        body.Get("stop").HasValue() || body.Get("stop_sequences").HasValue() ? "alpha " : "As you like.";
}
