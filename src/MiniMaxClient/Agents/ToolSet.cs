using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient.Agents;

/// <summary>The tools of a run: the functions, and the tools of the request, which the caller runs.</summary>
internal sealed class ToolSet
{
    private readonly Dictionary<string, AIFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _schemas = new(StringComparer.Ordinal);
    private readonly HashSet<string> _requestToolNames = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">Two tools have the same name, or a function is null.</exception>
    public ToolSet(ChatCompletionRequest request, IEnumerable<AIFunction> functions)
    {
        IReadOnlyList<Tool> requestTools = request.Tools ?? [];
        RequestTools = request.Tools;
        // The client validates the tools of the request.
        foreach (FunctionTool tool in requestTools.OfType<FunctionTool>())
        {
            if (tool.Function?.Name is { } name)
                _requestToolNames.Add(name);
        }

        var tools = new List<Tool>(requestTools);
        foreach (AIFunction function in functions)
        {
            if (function is null)
                throw new ArgumentException("A function is null.", nameof(functions));
            if (_requestToolNames.Contains(function.Name) || !_functions.TryAdd(function.Name, function))
                throw new ArgumentException($"Two tools have the name '{function.Name}'.", nameof(functions));
            _schemas[function.Name] = FunctionSchemaConverter.ToParameterSchema(function.JsonSchema, isStrict: false);
            tools.Add(function.ToFunctionTool());
        }

        Tools = tools;
    }

    /// <summary>The tools of the request, which the caller runs; null for none.</summary>
    public IReadOnlyList<Tool>? RequestTools { get; }

    /// <summary>All tools, as sent.</summary>
    public IReadOnlyList<Tool> Tools { get; }

    /// <summary>The names of all tools.</summary>
    public IEnumerable<string> ToolNames => _requestToolNames.Concat(_functions.Keys);

    /// <summary>Finds a function by its name; null if there is none.</summary>
    public AIFunction? FindFunction(string name) => _functions.TryGetValue(name, out AIFunction? function) ? function : null;

    /// <summary>Gets the schema of a function's arguments, not converted to a strict schema.</summary>
    public JsonElement GetSchema(AIFunction function) => _schemas[function.Name];

    /// <summary>Whether a call requires approval.</summary>
    /// <remarks>The function may be wrapped: the marker is queried as a service, not by the type.</remarks>
    public bool IsApprovalRequired(FunctionToolCall call) =>
        FindFunction(call.Function.Name)?.GetService<ApprovalRequiredAIFunction>() is not null;

    /// <summary>Whether the caller must run a call.</summary>
    public bool IsNonInvocable(ToolCall call) =>
        call is not FunctionToolCall function || _requestToolNames.Contains(function.Function.Name);
}
