using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.Agents;

/// <summary>Distinguishes arguments that a function cannot read from a function that fails: both throw.</summary>
internal static class ArgumentBindingDiagnostics
{
    /// <summary>Finds the argument whose conversion fails in the way in which an invocation failed.</summary>
    /// <remarks>All arguments are converted before the function runs, so that it did not run where one fails.</remarks>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments of the invocation.</param>
    /// <param name="schema">The schema of the arguments.</param>
    /// <param name="failure">The exception of the invocation.</param>
    /// <returns>The problem, for the model to read; null when the function itself failed.</returns>
    public static string? FindBindingError(AIFunction function, JsonElement arguments, JsonElement schema, Exception failure)
    {
        if (!schema.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object)
            return null;
        foreach (ParameterInfo parameter in function.UnderlyingMethod?.GetParameters() ?? [])
        {
            // Others are not arguments: a token, services.
            if (parameter.Name is not { } name || !properties.TryGetProperty(name, out JsonElement property))
                continue;
            if (!arguments.TryGetProperty(name, out JsonElement argument))
            {
                if (!parameter.HasDefaultValue && failure is ArgumentException && failure.Message.Contains($"'{name}'"))
                    return $"$.{name} is missing";
                continue;
            }

            if (GetDeserializationException(function, parameter, argument) is { } exception
                && exception.GetType() == failure.GetType()
                && exception.Message == failure.Message)
                return DescribeArgument(name, property, exception);
        }

        return null;
    }

    /// <summary>Converts an argument as the function does; null when that succeeds.</summary>
    private static Exception? GetDeserializationException(AIFunction function, ParameterInfo parameter, JsonElement argument)
    {
        if (!function.JsonSerializerOptions.TryGetTypeInfo(parameter.ParameterType, out var type))
            return null;
        try
        {
            argument.Deserialize(type);
            return null;
        }
        catch (Exception e)
        {
            // Converters and constructors of the app's types may throw anything.
            return e;
        }
    }

    private static string DescribeArgument(string name, JsonElement property, Exception exception)
    {
        string within = (exception as JsonException)?.Path is { Length: > 1 } path ? path.Substring(1) : "";
        return $"$.{name}{within} cannot be read{(within.Length == 0 ? DescribeExpectedType(property) : "")}";
    }

    private static string DescribeExpectedType(JsonElement property)
    {
        foreach (string keyword in (string[])["format", "pattern", "type"])
        {
            if (property.ValueKind == JsonValueKind.Object && property.TryGetProperty(keyword, out JsonElement kind))
                return $" as {kind}";
        }

        return "";
    }
}
