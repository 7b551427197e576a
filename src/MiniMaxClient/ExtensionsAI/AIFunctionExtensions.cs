using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient;

/// <summary>Provides conversions of the functions of Microsoft.Extensions.AI.</summary>
public static class AIFunctionExtensions
{
    /// <summary>Creates a tool from a function: its name, description and parameter schema.</summary>
    /// <param name="function">The function, created by <see cref="AIFunctionFactory"/> or by other means.</param>
    /// <param name="strict">
    /// Whether the provider should enforce the schema on the arguments; null to use the function's additional property
    /// <c>strict</c> or <c>strictJsonSchema</c>. If true, the schema is converted accordingly: every property is required and no
    /// others are allowed.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The function's additional property <c>anthropic:cache_control</c> is not a marker.
    /// </exception>
    public static FunctionTool ToFunctionTool(this AIFunctionDeclaration function, bool? strict = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        strict ??= FunctionSchemaConverter.IsStrict(function);
        FunctionTool tool = Tool.FromFunction(
            function.Name,
            string.IsNullOrWhiteSpace(function.Description) ? null : function.Description,
            FunctionSchemaConverter.ToParameterSchema(function.JsonSchema, strict ?? false),
            strict);
        return AICacheControl.Find(function.AdditionalProperties) is { } marker ? tool with { CacheControl = marker } : tool;
    }
}
