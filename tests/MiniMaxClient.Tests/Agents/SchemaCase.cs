using Microsoft.Extensions.AI;

namespace MiniMaxClient.Tests.Agents;

/// <summary>A function, its schema, valid arguments with their result, and invalid arguments.</summary>
internal sealed record SchemaCase(
    AIFunction Function, string Schema, string Arguments, string Result, string? BadArguments = null, string? Problem = null)
{
    /// <summary>A function that gives its one parameter back.</summary>
    public static SchemaCase Echo(Delegate function, string schema, string value, string result, string bad, string problem) => new(
        CreateFunction(function),
        $$$"""{"type":"object","properties":{"v":{{{schema}}}},"required":["v"]}""",
        $$"""{"v":{{value}}}""",
        result,
        $$"""{"v":{{bad}}}""",
        problem);

    /// <summary>Creates a case whose value and result are the same text.</summary>
    public static SchemaCase Echo(Delegate function, string schema, string text, string bad, string problem) =>
        Echo(function, schema, $"\"{text}\"", text, bad, problem);

    public static AIFunction CreateFunction(Delegate function) => AIFunctionFactory.Create(function, "shape");
}
