using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>A condition on a JSON value; the cases are nested below and made by the static members.</summary>
/// <remarks>A violation is worded as zod does it, because AIML API's 400 bodies quote zod.</remarks>
internal abstract class Rule
{
    public static Rule Text { get; } = new KindRule("string", JsonValueKind.String);
    public static Rule Flag { get; } = new KindRule("boolean", JsonValueKind.True, JsonValueKind.False);
    public static Rule AnyObject { get; } = new ObjectRule([], isClosed: false);

    public static Rule Number(double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        new NumberRule(min, max, isInteger: false);

    public static Rule Integer(double min = double.NegativeInfinity, double max = double.PositiveInfinity) =>
        new NumberRule(min, max, isInteger: true);

    public static Rule Word(params string[] words) => new WordRule(words);
    public static Rule Matching(Regex pattern) => new PatternRule(pattern);
    public static Rule List(Rule item, int min = 0, int max = int.MaxValue) => new ListRule(item, min, max);
    public static Rule Map(Rule value) => new MapRule(value);
    public static Rule Open(params Field[] fields) => new ObjectRule(fields, isClosed: false);
    public static Rule Closed(params Field[] fields) => new ObjectRule(fields, isClosed: true);
    public static Rule Tagged(string tag, params (string Value, Rule Rule)[] cases) => new TagRule(tag, cases);

    /// <summary>One rule, or the <paramref name="other"/> for values of a kind.</summary>
    public static Rule Either(Rule one, JsonValueKind kind, Rule other) => new EitherRule(one, kind, other);

    public static Field Must(string name, Rule rule) => new(name, rule, IsRequired: true);
    public static Field May(string name, Rule rule) => new(name, rule, IsRequired: false);

    public Rule OrNull() => new NullRule(this);

    /// <summary>The first violation, or null when the value is as it must be.</summary>
    public abstract string? Problem(JsonElement value, string path);

    public static string At(string message, string path) => path.Length == 0 ? message : $"{message} at \"{path}\"";

    private static string Mismatch(string expected, JsonElement value, string path) =>
        At($"Expected {expected}, received {KindOf(value)}", path);

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind kind => kind.ToString().ToLowerInvariant(),
    };

    private static string Quoted(IEnumerable<string> words) => string.Join(" | ", words.Select(word => $"'{word}'"));

    /// <summary>A property of an object.</summary>
    internal readonly record struct Field(string Name, Rule Rule, bool IsRequired);

    private sealed class KindRule(string name, params JsonValueKind[] kinds) : Rule
    {
        public override string? Problem(JsonElement value, string path) =>
            kinds.Contains(value.ValueKind) ? null : Mismatch(name, value, path);
    }

    private sealed class NullRule(Rule inner) : Rule
    {
        public override string? Problem(JsonElement value, string path) =>
            value.ValueKind == JsonValueKind.Null ? null : inner.Problem(value, path);
    }

    private sealed class NumberRule(double min, double max, bool isInteger) : Rule
    {
        public override string? Problem(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.Number)
                return Mismatch("number", value, path);
            double number = value.GetDouble();
            if (isInteger && !double.IsInteger(number))
                return At("Expected integer, received float", path);
            if (number < min)
                return At(string.Create(CultureInfo.InvariantCulture, $"Number must be greater than or equal to {min}"), path);
            return number > max
                ? At(string.Create(CultureInfo.InvariantCulture, $"Number must be less than or equal to {max}"), path)
                : null;
        }
    }

    private sealed class WordRule(string[] words) : Rule
    {
        public override string? Problem(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.String)
                return Mismatch(Quoted(words), value, path);
            string word = value.GetString()!;
            return words.Contains(word)
                ? null
                : At($"Invalid enum value. Expected {Quoted(words)}, received '{word}'", path);
        }
    }

    private sealed class PatternRule(Regex pattern) : Rule
    {
        public override string? Problem(JsonElement value, string path) =>
            Text.Problem(value, path) ?? (pattern.IsMatch(value.GetString()!) ? null : At("Invalid", path));
    }

    private sealed class ListRule(Rule item, int min, int max) : Rule
    {
        public override string? Problem(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return Mismatch("array", value, path);
            int count = value.GetArrayLength();
            if (count < min)
                return At($"Array must contain at least {min} element(s)", path);
            if (count > max)
                return At($"Array must contain at most {max} element(s)", path);
            return value.EnumerateArray().Select((element, i) => item.Problem(element, $"{path}[{i}]"))
                .FirstOrDefault(problem => problem is not null);
        }
    }

    private sealed class MapRule(Rule rule) : Rule
    {
        public override string? Problem(JsonElement value, string path) =>
            AnyObject.Problem(value, path) ?? value.EnumerateObject()
                .Select(property => rule.Problem(property.Value, $"{path}.{property.Name}"))
                .FirstOrDefault(problem => problem is not null);
    }

    private sealed class ObjectRule(Field[] fields, bool isClosed) : Rule
    {
        public override string? Problem(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.Object)
                return Mismatch("object", value, path);
            foreach (Field field in fields)
            {
                string inner = path.Length == 0 ? field.Name : $"{path}.{field.Name}";
                string? problem = value.TryGetProperty(field.Name, out JsonElement property)
                    ? field.Rule.Problem(property, inner)
                    : field.IsRequired ? At("Required", inner) : null;
                if (problem is not null)
                    return problem;
            }

            string[] strangers = isClosed
                ? [.. value.EnumerateObject().Select(property => property.Name).Except(fields.Select(field => field.Name))]
                : [];
            return strangers.Length == 0
                ? null
                : At($"Unrecognized key(s) in object: {string.Join(", ", strangers.Select(name => $"'{name}'"))}", path);
        }
    }

    private sealed class TagRule(string tag, (string Value, Rule Rule)[] cases) : Rule
    {
        public override string? Problem(JsonElement value, string path)
        {
            if (AnyObject.Problem(value, path) is { } mismatch)
                return mismatch;
            string? word = value.TryGetProperty(tag, out JsonElement property) && property.ValueKind == JsonValueKind.String
                ? property.GetString()
                : null;
            foreach ((string name, Rule rule) in cases)
            {
                if (name == word)
                    return rule.Problem(value, path);
            }

            return At($"Invalid discriminator value. Expected {Quoted(cases.Select(c => c.Value))}", $"{path}.{tag}");
        }
    }

    private sealed class EitherRule(Rule one, JsonValueKind kind, Rule other) : Rule
    {
        public override string? Problem(JsonElement value, string path) =>
            value.ValueKind == kind ? other.Problem(value, path) : one.Problem(value, path);
    }
}
