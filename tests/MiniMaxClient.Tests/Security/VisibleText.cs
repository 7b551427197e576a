using System.Collections;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient.Tests.Security;

/// <summary>What an object shows of itself: as text, as JSON, and through its public properties, however deep.</summary>
internal static class VisibleText
{
    private static readonly JsonSerializerOptions Json = new()
    {
        ReferenceHandler = ReferenceHandler.IgnoreCycles, IncludeFields = true, MaxDepth = 128,
    };

    public static IEnumerable<(string Sink, string Text)> Enumerate(object value)
    {
        string name = value.GetType().Name;
        yield return (name + " as text", value.ToString() ?? "");
        yield return (name + " as JSON", ToJson(value));
        foreach ((string path, string text) in EnumerateProperties(name, value, new(ReferenceEqualityComparer.Instance)))
            yield return (path, text);
    }

    private static string ToJson(object shown)
    {
        try
        {
            return JsonSerializer.Serialize(shown, shown.GetType(), Json);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException)
        {
            // An exception, a type or a delegate is among its properties: no serializer writes those.
            return e.ToString();
        }
    }

    private static IEnumerable<(string Path, string Text)> EnumerateProperties(string path, object? value, HashSet<object> visited)
    {
        if (value is null || (!value.GetType().IsValueType && value is not string && !visited.Add(value)))
            yield break;

        // The headers of an answer are what the server wrote, for a caller who asks for them; nothing shows them by itself.
        if (value is HttpHeaders)
            yield break;
        yield return (path, value.ToString() ?? "");
        if (value is string)
            yield break;
        if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                foreach ((string, string) shown in EnumerateProperties(path + "[]", item, visited))
                    yield return shown;
            }
        }

        if (!IsLibraryType(value) && value is not (Exception or DictionaryEntry))
            yield break;
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0 || IsHidden(property))
                continue;
            foreach ((string, string) shown in EnumerateProperties($"{path}.{property.Name}", property.GetValue(value), visited))
                yield return shown;
        }
    }

    /// <summary>Whether a property says that nothing may show it by itself, as the one does that takes the key.</summary>
    private static bool IsHidden(PropertyInfo property) =>
        property.IsDefined(typeof(JsonIgnoreAttribute))
        && property.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State == DebuggerBrowsableState.Never;

    private static bool IsLibraryType(object value) => value.GetType().Assembly == typeof(MiniMaxException).Assembly;
}
