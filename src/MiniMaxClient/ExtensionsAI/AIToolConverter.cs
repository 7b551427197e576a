using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts tools of Microsoft.Extensions.AI to those of a request.</summary>
internal static class AIToolConverter
{
    // The key that Microsoft's adapters use, on a function and on the options.
    private const string StrictKey = "strict";

    /// <summary>Gets the tools of the request, followed by those of the options with other names; null for none.</summary>
    /// <exception cref="NotSupportedException">A tool is not a function, and unsupported tools are rejected.</exception>
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

    /// <summary>Converts the tool mode; null to use the default of the provider.</summary>
    /// <exception cref="ArgumentException">A tool call is required, and there are no tools.</exception>
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

    /// <summary>Whether the provider should enforce schemas; null if the properties do not specify it.</summary>
    public static bool? IsStrict(IReadOnlyDictionary<string, object?>? properties) =>
        properties?.TryGetValue(StrictKey, out object? value) == true ? ReadBoolean(value) : null;

    private static bool? ReadBoolean(object? value) => value switch
    {
        bool flag => flag,
        JsonElement { ValueKind: JsonValueKind.True or JsonValueKind.False } element => element.GetBoolean(),
        _ => null,
    };
}
