using System.Collections;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient.Tests.Security;

/// <summary>What an object shows of itself: as text, as JSON, and through its public properties, however deep.</summary>
internal static class Shown
{
    private static readonly JsonSerializerOptions Json = new()
    {
        ReferenceHandler = ReferenceHandler.IgnoreCycles, IncludeFields = true, MaxDepth = 128,
    };

    public static IEnumerable<(string Sink, string Text)> By(object shown)
    {
        string name = shown.GetType().Name;
        yield return (name + " as text", shown.ToString() ?? "");
        yield return (name + " as JSON", ToJson(shown));
        foreach ((string path, string text) in Properties(name, shown, new(ReferenceEqualityComparer.Instance)))
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

    private static IEnumerable<(string Path, string Text)> Properties(string path, object? value, HashSet<object> visited)
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
                foreach ((string, string) shown in Properties(path + "[]", item, visited))
                    yield return shown;
            }
        }

        if (!IsOurs(value) && value is not (Exception or DictionaryEntry))
            yield break;
        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length > 0 || IsHidden(property))
                continue;
            foreach ((string, string) shown in Properties($"{path}.{property.Name}", property.GetValue(value), visited))
                yield return shown;
        }
    }

    /// <summary>Whether a property says that nothing may show it by itself, as the one does that takes the key.</summary>
    private static bool IsHidden(PropertyInfo property) =>
        property.IsDefined(typeof(JsonIgnoreAttribute))
        && property.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State == DebuggerBrowsableState.Never;

    private static bool IsOurs(object value) => value.GetType().Assembly == typeof(MiniMaxException).Assembly;
}
