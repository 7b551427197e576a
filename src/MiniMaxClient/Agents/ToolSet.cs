using Microsoft.Extensions.AI;

namespace MiniMaxClient.Agents;

/// <summary>The tools of a run: those with a function, and those of the request that the caller runs.</summary>
internal sealed class ToolSet
{
    private readonly Dictionary<string, AIFunction> _functions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _callers;

    /// <exception cref="ArgumentException">Two tools have one name.</exception>
    public ToolSet(ChatCompletionRequest request, IEnumerable<AIFunction> functions)
    {
        IReadOnlyList<Tool> own = request.Tools ?? [];
        _callers = new(own.OfType<FunctionTool>().Select(static tool => tool.Function.Name), StringComparer.Ordinal);
        foreach (AIFunction function in functions)
        {
            ArgumentNullException.ThrowIfNull(function, nameof(functions));
            if (_callers.Contains(function.Name) || !_functions.TryAdd(function.Name, function))
                throw new ArgumentException($"Two tools have the name '{function.Name}'.", nameof(functions));
        }

        Tools = [.. own, .. _functions.Values.Select(static function => FunctionTool.From(function))];
    }

    /// <summary>All of them, as they are sent.</summary>
    public IReadOnlyList<Tool> Tools { get; }

    /// <summary>The names of those with a function.</summary>
    public IEnumerable<string> Names => _functions.Keys;

    /// <summary>The function of a name; null when there is none.</summary>
    public AIFunction? Find(string name) => _functions.TryGetValue(name, out AIFunction? function) ? function : null;

    /// <summary>Whether only the caller can answer a call.</summary>
    public bool IsCallers(ToolCall call) => call is not FunctionToolCall function || _callers.Contains(function.Function.Name);
}
