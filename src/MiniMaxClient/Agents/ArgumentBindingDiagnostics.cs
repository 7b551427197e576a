using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.Agents;

/// <summary>Distinguishes arguments that cannot be converted from a function that fails, because both throw.</summary>
internal static class ArgumentBindingDiagnostics
{
    /// <summary>Finds the argument whose conversion throws the same exception as the invocation.</summary>
    /// <remarks>All arguments are converted before the function runs; if a conversion fails, the function did not run.</remarks>
    /// <param name="function">The function.</param>
    /// <param name="arguments">The arguments of the invocation.</param>
    /// <param name="schema">The schema of the arguments.</param>
    /// <param name="failure">The exception of the invocation.</param>
    /// <returns>A description of the problem for the model; null if the function itself failed.</returns>
    public static string? FindBindingError(AIFunction function, JsonElement arguments, JsonElement schema, Exception failure)
    {
        if (!schema.TryGetProperty("properties", out JsonElement properties) || properties.ValueKind != JsonValueKind.Object)
            return null;
        foreach (ParameterInfo parameter in function.UnderlyingMethod?.GetParameters() ?? [])
        {
            // Parameters without a schema, such as a token or services, are not arguments.
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

    /// <summary>Converts an argument as the function does and returns the exception; null on success.</summary>
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
            // Converters and constructors of the app's types may throw any exception.
            return e;
        }
    }

    private static string DescribeArgument(string name, JsonElement property, Exception exception)
    {
        string relativePath = (exception as JsonException)?.Path is { Length: > 1 } path ? path.Substring(1) : "";
        return $"$.{name}{relativePath} cannot be read{(relativePath.Length == 0 ? DescribeExpectedType(property) : "")}";
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
