using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.Agents;

/// <summary>Tells arguments that a function cannot read from a function that fails: both throw the same.</summary>
internal static class ArgumentBinding
{
    /// <summary>The first argument that cannot be read as its parameter; null when all can.</summary>
    public static string? Problem(AIFunction function, JsonElement arguments, JsonElement schema)
    {
        foreach (ParameterInfo parameter in function.UnderlyingMethod?.GetParameters() ?? [])
        {
            if (parameter.Name is not { } name || !arguments.TryGetProperty(name, out JsonElement argument))
                continue;
            try
            {
                argument.Deserialize(function.JsonSerializerOptions.GetTypeInfo(parameter.ParameterType));
            }
            catch (JsonException e)
            {
                string within = e.Path is { Length: > 1 } path ? path.Substring(1) : "";
                return $"$.{name}{within} cannot be read{(within.Length == 0 ? Kind(schema, name) : "")}";
            }
            catch (NotSupportedException)
            {
                // Not of JSON: a token, services, or what the function binds in its own way.
            }
        }

        return null;
    }

    private static string Kind(JsonElement schema, string name)
    {
        foreach (string keyword in (string[])["format", "pattern", "type"])
        {
            if (schema.TryGetProperty("properties", out JsonElement properties)
                && properties.TryGetProperty(name, out JsonElement property) && property.ValueKind == JsonValueKind.Object
                && property.TryGetProperty(keyword, out JsonElement kind))
                return $" as {kind}";
        }

        return "";
    }
}
