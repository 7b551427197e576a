using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>Represents a rule for a JSON value; the cases are nested and created by the static members.</summary>
/// <remarks>The messages are those of zod, because AIML API's 400 bodies quote zod.</remarks>
internal abstract class JsonRule
{
    public static JsonRule AnyString { get; } = new TypeRule("string", JsonValueKind.String);
    public static JsonRule AnyBoolean { get; } = new TypeRule("boolean", JsonValueKind.True, JsonValueKind.False);
    public static JsonRule AnyObject { get; } = new ObjectRule([], isClosed: false);

    public static JsonRule Number(double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        new NumberRule(min, max, isInteger: false);

    public static JsonRule Integer(double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        new NumberRule(min, max, isInteger: true);

    public static JsonRule OneOf(params string[] values) => new EnumRule(values);
    public static JsonRule Matching(Regex pattern) => new PatternRule(pattern);
    public static JsonRule List(JsonRule item, int min = 0, int max = int.MaxValue) => new ListRule(item, min, max);
    public static JsonRule Map(JsonRule value) => new MapRule(value);
    public static JsonRule OpenObject(params Field[] fields) => new ObjectRule(fields, isClosed: false);
    public static JsonRule ClosedObject(params Field[] fields) => new ObjectRule(fields, isClosed: true);
    public static JsonRule Discriminated(string discriminator, params (string Value, JsonRule Rule)[] cases) =>
        new DiscriminatorRule(discriminator, cases);

    /// <summary>Creates a rule that applies <paramref name="rule"/> to values of a kind, and another rule to others.</summary>
    public static JsonRule ByValueKind(JsonRule otherwise, JsonValueKind kind, JsonRule rule) =>
        new ValueKindRule(otherwise, kind, rule);

    public static Field Required(string name, JsonRule rule) => new(name, rule, IsRequired: true);
    public static Field Optional(string name, JsonRule rule) => new(name, rule, IsRequired: false);

    public JsonRule OrNull() => new NullableRule(this);

    /// <summary>Returns the first violation, or null if the value is valid.</summary>
    public abstract string? Validate(JsonElement value, string path);

    public static string FormatAtPath(string message, string path) => path.Length == 0 ? message : $"{message} at \"{path}\"";

    private static string FormatTypeMismatch(string expected, JsonElement value, string path) =>
        FormatAtPath($"Expected {expected}, received {GetTypeName(value)}", path);

    private static string GetTypeName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind kind => kind.ToString().ToLowerInvariant(),
    };

    private static string JoinQuoted(IEnumerable<string> values) => string.Join(" | ", values.Select(value => $"'{value}'"));

    /// <summary>A property of an object.</summary>
    internal readonly record struct Field(string Name, JsonRule Rule, bool IsRequired);

    private sealed class TypeRule(string name, params JsonValueKind[] kinds) : JsonRule
    {
        public override string? Validate(JsonElement value, string path) =>
            kinds.Contains(value.ValueKind) ? null : FormatTypeMismatch(name, value, path);
    }

    private sealed class NullableRule(JsonRule inner) : JsonRule
    {
        public override string? Validate(JsonElement value, string path) =>
            value.ValueKind == JsonValueKind.Null ? null : inner.Validate(value, path);
    }

    private sealed class NumberRule(double min, double max, bool isInteger) : JsonRule
    {
        public override string? Validate(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.Number)
                return FormatTypeMismatch("number", value, path);
            double number = value.GetDouble();
            if (isInteger && !double.IsInteger(number))
                return FormatAtPath("Expected integer, received float", path);
            if (number < min)
                return FormatAtPath(FormattableString.Invariant($"Number must be greater than or equal to {min}"), path);
            if (number > max)
                return FormatAtPath(FormattableString.Invariant($"Number must be less than or equal to {max}"), path);
            return null;
        }
    }

    private sealed class EnumRule(string[] allowed) : JsonRule
    {
        public override string? Validate(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.String)
                return FormatTypeMismatch(JoinQuoted(allowed), value, path);
            string text = value.GetString()!;
            return allowed.Contains(text)
                ? null
                : FormatAtPath($"Invalid enum value. Expected {JoinQuoted(allowed)}, received '{text}'", path);
        }
    }

    private sealed class PatternRule(Regex pattern) : JsonRule
    {
        public override string? Validate(JsonElement value, string path) =>
            AnyString.Validate(value, path) ?? (pattern.IsMatch(value.GetString()!) ? null : FormatAtPath("Invalid", path));
    }

    private sealed class ListRule(JsonRule item, int min, int max) : JsonRule
    {
        public override string? Validate(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return FormatTypeMismatch("array", value, path);
            int count = value.GetArrayLength();
            if (count < min)
                return FormatAtPath($"Array must contain at least {min} element(s)", path);
            if (count > max)
                return FormatAtPath($"Array must contain at most {max} element(s)", path);
            return value.EnumerateArray().Select((element, i) => item.Validate(element, $"{path}[{i}]"))
                .FirstOrDefault(problem => problem is not null);
        }
    }

    private sealed class MapRule(JsonRule rule) : JsonRule
    {
        public override string? Validate(JsonElement value, string path) =>
            AnyObject.Validate(value, path) ?? value.EnumerateObject()
                .Select(property => rule.Validate(property.Value, $"{path}.{property.Name}"))
                .FirstOrDefault(problem => problem is not null);
    }

    private sealed class ObjectRule(Field[] fields, bool isClosed) : JsonRule
    {
        public override string? Validate(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.Object)
                return FormatTypeMismatch("object", value, path);
            foreach (Field field in fields)
            {
                string inner = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
                string? problem = value.TryGetProperty(field.Name, out JsonElement property)
                    ? field.Rule.Validate(property, inner)
                    : field.IsRequired ? FormatAtPath("Required", inner) : null;
                if (problem is not null)
                    return problem;
            }

            string[] unknown = isClosed
                ? [.. value.EnumerateObject().Select(property => property.Name).Except(fields.Select(field => field.Name))]
                : [];
            return unknown.Length == 0
                ? null
                : FormatAtPath($"Unrecognized key(s) in object: {string.Join(", ", unknown.Select(name => $"'{name}'"))}", path);
        }
    }

    private sealed class DiscriminatorRule(string tag, (string Value, JsonRule Rule)[] cases) : JsonRule
    {
        public override string? Validate(JsonElement value, string path)
        {
            if (AnyObject.Validate(value, path) is { } mismatch)
                return mismatch;
            string? text = value.TryGetProperty(tag, out JsonElement property) && property.ValueKind == JsonValueKind.String
                ? property.GetString()
                : null;
            foreach ((string name, JsonRule rule) in cases)
            {
                if (name == text)
                    return rule.Validate(value, path);
            }

            return FormatAtPath(
                $"Invalid discriminator value. Expected {JoinQuoted(cases.Select(c => c.Value))}", $"{path}.{tag}");
        }
    }

    private sealed class ValueKindRule(JsonRule otherwise, JsonValueKind kind, JsonRule rule) : JsonRule
    {
        public override string? Validate(JsonElement value, string path) =>
            (value.ValueKind == kind ? rule : otherwise).Validate(value, path);
    }
}
