using System.Text.Json;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>The tools and prompts of the checks.</summary>
internal static class CheckTools
{
    public const string Weather = "get_weather";
    public const string Time = "get_time";
    public const string OneCity = "Use get_weather to find the weather in Paris.";
    public const string TwoCities = "Use get_weather for both Paris and Rome, with two calls in one response.";
    public const string NoTool = "Say hello in one word.";
    public const string Result = """{"sky":"clear","celsius":21}""";

    private static readonly JsonElement CitySchema = JsonElement.Parse(
        """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");

    public static Tool WeatherTool { get; } = Tool.FromFunction(Weather, "Gets the weather in a city.", CitySchema);

    public static Tool TimeTool { get; } = Tool.FromFunction(Time, "Gets the local time in a city.", CitySchema);

    /// <summary>Gets the calls of functions in a completion.</summary>
    public static IReadOnlyList<FunctionToolCall> GetCalls(ChatCompletion completion) =>
        [.. completion.Message.ToolCalls?.OfType<FunctionToolCall>() ?? []];

    /// <summary>Describes the calls, such as <c>get_weather(Paris)</c>.</summary>
    public static string Describe(IReadOnlyList<FunctionToolCall> calls) => calls.Count == 0
        ? "no call"
        : string.Join(", ", calls.Select(static call => $"{call.Function.Name}({GetCity(call) ?? "no city"})"));

    /// <summary>Gets the argument of a call; null if the arguments are not those of the schema.</summary>
    public static string? GetCity(FunctionToolCall call) => RawResponse.Parse(call.Function.Arguments).Get("city").Text();
}
