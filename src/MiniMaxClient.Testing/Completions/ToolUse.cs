namespace MiniMaxClient.Testing.Completions;

/// <summary>Represents a call of a function by the model; an id is generated if it is null.</summary>
internal sealed record ToolUse(string Name, string ArgumentsJson, string? Id);
