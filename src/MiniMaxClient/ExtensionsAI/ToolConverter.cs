using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes a request's tools of the ecosystem's.</summary>
internal static class ToolConverter
{
    // The name that Microsoft's adapters look for too, on a function and on the options.
    private const string StrictKey = "strict";

    /// <summary>The tools of the request and, after them, those of the options that have other names; null for none.</summary>
    /// <exception cref="NotSupportedException">A tool is not a function.</exception>
    public static IReadOnlyList<Tool>? ToTools(
        ChatOptions options, IReadOnlyList<Tool>? requestTools, UnsupportedContentPolicy contentPolicy)
    {
        var tools = new List<Tool>(requestTools ?? []);
        HashSet<string> names = [.. tools.OfType<FunctionTool>().Select(static tool => tool.Function.Name)];
        foreach (AITool tool in options.Tools ?? [])
        {
            if (tool is not AIFunctionDeclaration function)
            {
                contentPolicy.OmitOrThrow(tool);
                continue;
            }

            bool? strict = IsStrict(function.AdditionalProperties) ?? IsStrict(options.AdditionalProperties);
            if (!names.Contains(function.Name))
                tools.Add(function.ToFunctionTool(strict));
        }

        return tools.Count > 0 ? tools : null;
    }

    /// <summary>Which tools may or must be called; null leaves it to the provider.</summary>
    /// <exception cref="ArgumentException">A call is asked for, and there is no tool.</exception>
    public static ToolChoice? ToToolChoice(ChatOptions options, IReadOnlyList<Tool>? tools)
    {
        ChatToolMode? mode = options.ToolMode;
        if (tools is null)
        {
            return mode is not RequiredChatToolMode ? null : throw new ArgumentException(
                "ChatOptions.ToolMode requires a tool call, but ChatOptions.Tools is empty.", nameof(options));
        }

        return mode switch
        {
            null => null,
            AutoChatToolMode => ToolChoice.Auto,
            NoneChatToolMode => ToolChoice.None,
            RequiredChatToolMode { RequiredFunctionName: { } name } => ToolChoice.ForFunction(name),
            RequiredChatToolMode => ToolChoice.Required,
            _ => throw new NotSupportedException($"A {mode.GetType().Name} is not supported."),
        };
    }

    /// <summary>Whether the provider is to enforce schemas; null when the properties do not say.</summary>
    public static bool? IsStrict(IReadOnlyDictionary<string, object?>? properties) =>
        properties?.TryGetValue(StrictKey, out object? value) == true ? ReadBoolean(value) : null;

    private static bool? ReadBoolean(object? value) => value switch
    {
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } element => element.GetBoolean(),
        _ => null,
    };
}
