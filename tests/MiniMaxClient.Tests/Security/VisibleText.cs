using System.Collections;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient.Tests.Security;

/// <summary>Enumerates the visible texts of an object: its string, its JSON and its public properties at any depth.</summary>
internal static class VisibleText
{
    private static readonly JsonSerializerOptions Json = new()
    {
        ReferenceHandler = ReferenceHandler.IgnoreCycles, IncludeFields = true, MaxDepth = 128,
    };

    public static IEnumerable<(string Sink, string Text)> Enumerate(object value)
    {
        string name = value.GetType().Name;
        yield return (name + " as JSON", ToJson(value));
        foreach ((string path, string text) in EnumerateProperties(name, value, new(ReferenceEqualityComparer.Instance)))
            yield return (path, text);
    }

    private static string ToJson(object visible)
    {
        try
        {
            return JsonSerializer.Serialize(visible, visible.GetType(), Json);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            // Serializers cannot write exceptions, types and delegates.
            return e.Message;
        }
    }

    private static IEnumerable<(string Path, string Text)> EnumerateProperties(string path, object? value, HashSet<object> visited)
    {
        if (value is null || (!value.GetType().IsValueType && value is not string && !visited.Add(value)))
            yield break;

        // The headers of a response are the server's, unchanged; they are visible only if the caller reads them.
        if (value is HttpHeaders)
            yield break;
        yield return (path, value.ToString() ?? "");
        if (value is string)
            yield break;
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                foreach ((string, string) visible in EnumerateProperties(path + "[]", item, visited))
                    yield return visible;
            }
        }

        if (!IsLibraryType(value) && value is not (Exception or DictionaryEntry))
            yield break;
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0 || IsHidden(property))
                continue;
            foreach ((string, string) visible in EnumerateProperties($"{path}.{property.Name}", property.GetValue(value), visited))
                yield return visible;
        }
    }

    /// <summary>Determines whether a property is hidden by an attribute, as the options' API key is.</summary>
    private static bool IsHidden(PropertyInfo property) =>
        property.IsDefined(typeof(JsonIgnoreAttribute))
        && property.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State == DebuggerBrowsableState.Never;

    private static bool IsLibraryType(object value) => value.GetType().Assembly == typeof(MiniMaxException).Assembly;
}
