namespace MiniMaxClient.Testing.Answers;

/// <summary>A call of a function by the model; a null id is made up when the call is written.</summary>
internal sealed record ToolUse(string Name, string ArgumentsJson, string? Id);
