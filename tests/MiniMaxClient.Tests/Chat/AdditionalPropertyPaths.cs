using System.Collections;
using System.Reflection;

namespace MiniMaxClient.Tests.Chat;

/// <summary>Traverses the objects of the schema by reflection.</summary>
internal static class AdditionalPropertyPaths
{
    /// <summary>Gets the paths of all additional properties; empty if every property is typed.</summary>
    public static IReadOnlyList<string> GetPaths(SchemaObject root)
    {
        List<string> paths = [];
        Visit(root, "", (schemaObject, path) => paths.AddRange(schemaObject.AdditionalProperties.Keys.Select(name => Join(path, name))));
        return paths;
    }

    /// <summary>Gets all objects, including the root.</summary>
    public static IReadOnlyList<SchemaObject> GetObjects(SchemaObject root)
    {
        List<SchemaObject> objects = [];
        Visit(root, "", (schemaObject, _) => objects.Add(schemaObject));
        return objects;
    }

    /// <summary>Gets the properties with a public setter, which are the fields of the schema.</summary>
    public static IEnumerable<PropertyInfo> GetFields(Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.SetMethod is { IsPublic: true } && p.Name is not (nameof(SchemaObject.AdditionalProperties) or "Options" or "Call"));

    private static void Visit(object? value, string path, Action<SchemaObject, string> visit)
    {
        switch (value)
        {
            case SchemaObject schemaObject:
                visit(schemaObject, path);
                foreach (PropertyInfo property in GetFields(schemaObject.GetType()))
                    Visit(property.GetValue(schemaObject), Join(path, GetJsonName(property)), visit);
                break;
            case MessageContent content:
                Visit(content.Parts, path, visit);
                break;
            case IEnumerable items and not string:
                foreach (object? item in items)
                    Visit(item, path + "[]", visit);
                break;
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string GetJsonName(PropertyInfo property) => property.Name switch
    {
        nameof(AssistantMessage.RawReasoning) => "reasoning",
        var name => string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}")),
    };
}
