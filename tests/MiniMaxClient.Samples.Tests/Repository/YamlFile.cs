using System.Text.Json;
using MiniMaxClient.Samples.Tests.Documents;
using YamlDotNet.Serialization;

namespace MiniMaxClient.Samples.Tests.Repository;

/// <summary>Reads the YAML files of the repository.</summary>
internal static class YamlFile
{
    /// <summary>The paths of all files below a folder.</summary>
    public static string[] Find(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(RepositoryPages.Root, folder), "*.yml", SearchOption.AllDirectories)
            .Select(static file => Path.GetRelativePath(RepositoryPages.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a file as JSON in which every scalar is a string.</summary>
    public static JsonElement Read(string path)
    {
        object? content = new DeserializerBuilder().WithDuplicateKeyChecking().Build()
            .Deserialize<object?>(RepositoryPages.Read(path));
        return JsonElement.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(content));
    }

    /// <summary>Reads the text of a property, or null if the object has no such property.</summary>
    public static string? ReadText(this JsonElement parent, string property) =>
        parent.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;

    /// <summary>Reads the texts of a list, which is empty if the object has no such property.</summary>
    public static string[] ReadTexts(this JsonElement parent, string property) =>
        parent.TryGetProperty(property, out JsonElement list)
            ? [.. list.EnumerateArray().Select(static one => one.GetString()!)]
            : [];
}
