using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient.Agents;

/// <summary>The tools of a run: those with a function, and those of the request that the caller runs.</summary>
internal sealed class ToolSet
{
    private readonly Dictionary<string, AIFunction> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonElement> _schemas = new(StringComparer.Ordinal);
    private readonly HashSet<string> _requestToolNames = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">Two tools have one name, or a function is null.</exception>
    public ToolSet(ChatCompletionRequest request, IEnumerable<AIFunction> functions)
    {
        IReadOnlyList<Tool> own = request.Tools ?? [];
        // What is wrong with a tool of the request is the client's to say.
        foreach (FunctionTool tool in own.OfType<FunctionTool>())
        {
            if (tool.Function?.Name is { } name)
                _requestToolNames.Add(name);
        }

        var tools = new List<Tool>(own);
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

    /// <summary>All of them, as they are sent.</summary>
    public IReadOnlyList<Tool> Tools { get; }

    /// <summary>The names of all of them.</summary>
    public IEnumerable<string> ToolNames => _requestToolNames.Concat(_functions.Keys);

    /// <summary>The function of a name; null when there is none.</summary>
    public AIFunction? FindFunction(string name) => _functions.TryGetValue(name, out AIFunction? function) ? function : null;

    /// <summary>The schema of a function's arguments, as loose as it is.</summary>
    public JsonElement GetSchema(AIFunction function) => _schemas[function.Name];

    /// <summary>Whether a call is one of a function that must not run without approval.</summary>
    /// <remarks>The function may be wrapped, so that the marker is a service of it and not its type.</remarks>
    public bool IsApprovalRequired(FunctionToolCall call) =>
        FindFunction(call.Function.Name)?.GetService<ApprovalRequiredAIFunction>() is not null;

    /// <summary>Whether only the caller can answer a call.</summary>
    public bool IsNonInvocable(ToolCall call) =>
        call is not FunctionToolCall function || _requestToolNames.Contains(function.Function.Name);
}
