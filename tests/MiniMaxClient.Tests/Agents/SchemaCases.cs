using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using static MiniMaxClient.Tests.Agents.SchemaCase;
using static MiniMaxClient.Tests.Agents.Shapes;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Shapes of functions and of the types of their parameters.</summary>
internal static class SchemaCases
{
    private const string Integer = """{"type":"integer"}""";
    private const string Number = """{"type":"number"}""";
    private const string Text = """{"type":"string"}""";
    private const string Units = """["Celsius","Fahrenheit"]""";

    private const string PersonSchema =
        """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"]}""";

    public static Dictionary<string, SchemaCase> Numbers { get; } = new()
    {
        ["int"] = Echo((int v) => v, Integer, "12", "12", "\"x\"", "$.v must be integer and is string"),
        ["int in a text"] = Echo((int v) => v, Integer, "\"12\"", "12", "\" 12\"", "$.v must be integer and is string"),
        ["long"] = Echo((long v) => v, Integer, "9007199254740993", "9007199254740993", "true", "$.v must be integer and is boolean"),
        ["short"] = Echo((short v) => v, Integer, "300", "300", "70000", "$.v cannot be read as integer"),
        ["byte"] = Echo((byte v) => v, Integer, "255", "255", "-1", "$.v cannot be read as integer"),
        ["sbyte"] = Echo((sbyte v) => v, Integer, "-128", "-128", "128", "$.v cannot be read as integer"),
        ["uint"] = Echo((uint v) => v, Integer, "7", "7", "1.5", "$.v must be integer and is number"),
        ["ulong"] = Echo(
            (ulong v) => v, Integer, "18446744073709551615", "18446744073709551615", "null", "$.v must be integer and is null"),
        ["double"] = Echo((double v) => v, Number, "1.5e3", "1500", "\"much\"", "$.v must be number and is string"),
        ["float"] = Echo((float v) => v, Number, "-0.25", "-0.25", "{}", "$.v must be number and is object"),
        ["decimal"] = Echo((decimal v) => v, Number, "0.10", "0.10", "[]", "$.v must be number and is array"),
        ["int?"] = Echo(
            (int? v) => v, """{"type":["integer","null"]}""", "null", "null", "\"x\"", "$.v must be integer or null and is string"),
        ["bool"] = Echo((bool v) => v, """{"type":"boolean"}""", "false", "false", "\"true\"", "$.v must be boolean and is string"),
        ["range"] = Echo(
            ([Range(1, 5)] int v) => v, """{"type":"integer","minimum":1,"maximum":5}""", "5", "5", "6", "$.v must be at most 5"),
    };

    public static Dictionary<string, SchemaCase> Texts { get; } = new()
    {
        ["string"] = Echo((string v) => v, Text, "Zürich <3", "5", "$.v must be string and is number"),
        ["string?"] = Echo(
            (string? v) => v, """{"type":["string","null"]}""", "null", "null", "3", "$.v must be string or null and is number"),
        ["char"] = Echo(
            (char v) => v, """{"type":"string","minLength":1,"maxLength":1}""", "x", "\"xy\"",
            "$.v is too long; the maximum length is 1"),
        ["length"] = Echo(
            ([StringLength(3)] string v) => v, """{"type":"string","maxLength":3}""", "abc", "\"abcd\"",
            "$.v is too long; the maximum length is 3"),
        ["allowed values"] = Echo(
            ([AllowedValues("a", "b")] string v) => v, """{"type":"string","enum":["a","b"]}""", "b", "\"c\"",
            "$.v must be one of [\"a\",\"b\"]"),
        ["enum"] = Echo(
            (Unit v) => v, $$"""{"type":"string","enum":{{Units}}}""", "Celsius", "\"Kelvin\"", $"$.v must be one of {Units}"),
        ["enum?"] = Echo(
            (Unit? v) => v, """{"type":["string","null"],"enum":["Celsius","Fahrenheit",null]}""", "null", "null", "\"Kelvin\"",
            "$.v must be one of [\"Celsius\",\"Fahrenheit\",null]"),
        ["flags"] = Echo((Days v) => v, Text, "Monday, Tuesday", "\"Someday\"", "$.v cannot be read as string"),
        ["DateTime"] = Echo(
            (DateTime v) => v, """{"type":"string","format":"date-time"}""", "2026-01-02T03:04:05Z", "\"tomorrow\"",
            "$.v cannot be read as date-time"),
        ["DateTimeOffset"] = Echo(
            (DateTimeOffset v) => v, """{"type":"string","format":"date-time"}""", "2026-01-02T03:04:05+01:00", "\"2026-13-01\"",
            "$.v cannot be read as date-time"),
        ["DateOnly"] = Echo(
            (DateOnly v) => v, """{"type":"string","format":"date"}""", "2026-01-02", "\"02.01.2026\"", "$.v cannot be read as date"),
        ["TimeOnly"] = Echo(
            (TimeOnly v) => v, """{"type":"string","format":"time"}""", "03:04:05", "\"noon\"", "$.v cannot be read as time"),
        ["TimeSpan"] = Echo(
            (TimeSpan v) => v,
            """
            {"$comment":"Represents a System.TimeSpan value.","type":"string",
             "pattern":"^-?(\\d+\\.)?\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,7})?$"}
            """,
            "01:00:00", "\"1h\"", @"$.v cannot be read as ^-?(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$"),
        ["Guid"] = Echo(
            (Guid v) => v, """{"type":"string","format":"uuid"}""", "6f9619ff-8b86-d011-b42d-00c04fc964ff", "\"6f96\"",
            "$.v cannot be read as uuid"),
        ["Uri"] = Echo(
            (Uri v) => v, """{"type":"string","format":"uri"}""", "https://example.com/a?b=c", "5", "$.v must be string and is number"),
        ["byte[]"] = Echo((byte[] v) => v, Text, "AQID", "\"***\"", "$.v cannot be read as string"),
    };

    public static Dictionary<string, SchemaCase> Collections { get; } = new()
    {
        ["int[]"] = Echo(
            (int[] v) => v, $$"""{"type":"array","items":{{Integer}}}""", "[1, 2]", "[1,2]", "[1,\"two\"]",
            "$.v[1] must be integer and is string"),
        ["int[][]"] = Echo(
            (int[][] v) => v, $$$"""{"type":"array","items":{"type":"array","items":{{{Integer}}}}}""", "[[1],[]]", "[[1],[]]",
            "[1]", "$.v[0] must be array and is number"),
        ["List<string>"] = Echo(
            (List<string> v) => v, $$"""{"type":"array","items":{{Text}}}""", "[\"a\"]", "[\"a\"]", "\"a\"",
            "$.v must be array and is string"),
        ["HashSet<string>"] = Echo(
            (HashSet<string> v) => v.Count, $$"""{"type":"array","items":{{Text}}}""", "[\"a\",\"a\"]", "1", "{}",
            "$.v must be array and is object"),
        ["IEnumerable<double>"] = Echo(
            (IEnumerable<double> v) => v.Sum(), $$"""{"type":"array","items":{{Number}}}""", "[1,0.5]", "1.5", "[null]",
            "$.v[0] must be number and is null"),
        ["IReadOnlyList<enum>"] = Echo(
            (IReadOnlyList<Unit> v) => v, $$$"""{"type":"array","items":{"type":"string","enum":{{{Units}}}}}""", "[\"Celsius\"]",
            "[\"Celsius\"]", "[\"Kelvin\"]", $"$.v[0] must be one of {Units}"),
        ["list of records"] = Echo(
            (List<Person> v) => v.Count, $$"""{"type":"array","items":{{PersonSchema}}}""", """[{"name":"A","age":1}]""", "1",
            """[{"name":"A","age":1},{"age":2}]""", "$.v[1].name is missing"),
        ["Dictionary<string, int>"] = Echo(
            (Dictionary<string, int> v) => v, $$"""{"type":"object","additionalProperties":{{Integer}}}""", """{"a":1}""",
            """{"a":1}""", """{"a":"b"}""", "$.v.a must be integer and is string"),
        ["dictionary of enums"] = Echo(
            (IReadOnlyDictionary<string, Unit> v) => v.Count,
            $$$"""{"type":"object","additionalProperties":{"type":"string","enum":{{{Units}}}}}""", """{"a":"Celsius"}""", "1",
            """{"a":"Kelvin"}""", $"$.v.a must be one of {Units}"),
        ["dictionary of lists"] = Echo(
            (Dictionary<string, List<Person>> v) => v.Count,
            $$$"""{"type":"object","additionalProperties":{"type":"array","items":{{{PersonSchema}}}}}""", """{"a":[]}""", "1",
            """{"a":[{"name":"A"}]}""", "$.v.a[0].age is missing"),
        ["params"] = Echo(
            (params int[] v) => v.Sum(), $$"""{"type":"array","items":{{Integer}}}""", "[1,2]", "3", "3",
            "$.v must be array and is number"),
    };

    public static Dictionary<string, SchemaCase> Records { get; } = new()
    {
        ["record"] = Echo(
            (Person v) => v, PersonSchema, """{"name":"A", "age":3}""", """{"name":"A","age":3}""", """{"name":"A"}""",
            "$.v.age is missing"),
        ["record?"] = Echo(
            (Person? v) => v,
            """
            {"type":["object","null"],"properties":{"name":{"type":["string","null"]},"age":{"type":"integer"}},
             "required":["name","age"]}
            """,
            "null", "null", "3", "$.v must be object or null and is number"),
        ["nested records"] = Echo(
            (Order v) => v.Lines[0].Price,
            $$$"""
            {"type":"object","properties":{
              "buyer":{{{PersonSchema}}},
              "lines":{"type":"array","items":
                {"type":"object","properties":{"article":{"type":"string"},"price":{"type":"number"}},"required":["article","price"]}},
              "unit":{"type":["string","null"],"enum":["Celsius","Fahrenheit",null]}},"required":["buyer","lines","unit"]}
            """,
            """{"buyer":{"name":"A","age":1},"lines":[{"article":"Pen","price":1.5}],"unit":null}""", "1.5",
            """{"buyer":{"name":"A","age":1},"lines":[{"article":"Pen","price":"cheap"}],"unit":null}""",
            "$.v.lines[0].price must be number and is string"),
        ["recursive record"] = Echo(
            (Node v) => v.Next!.Next!.Value,
            """
            {"type":"object","properties":{"value":{"type":"integer"},
              "next":{"type":["object","null"],"properties":{"value":{"type":"integer"},"next":{"$ref":"#/properties/v/properties/next"}},
                "required":["value","next"]}},"required":["value","next"]}
            """,
            """{"value":1,"next":{"value":2,"next":{"value":3,"next":null}}}""", "3",
            """{"value":1,"next":{"value":2,"next":{"value":3}}}""", "$.v.next.next.next is missing"),
        ["tree"] = Echo(
            (Tree v) => v.Children.Count,
            """
            {"type":"object","properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/properties/v"}}},
             "required":["name","children"]}
            """,
            """{"name":"a","children":[{"name":"b","children":[]}]}""", "1",
            """{"name":"a","children":[{"name":"b","children":[3]}]}""", "$.v.children[0].children[0] must be object and is number"),
        ["record with defaults"] = Echo(
            (Options v) => v.Depth,
            """{"type":"object","properties":{"depth":{"type":"integer","default":5},"filter":{"type":["string","null"],"default":null}}}""",
            "{}", "5", """{"depth":"deep"}""", "$.v.depth must be integer and is string"),
        ["record struct"] = Echo(
            (Pair<int, string> v) => v.Second,
            """{"type":"object","properties":{"first":{"type":"integer"},"second":{"type":["string","null"]}}}""",
            """{"first":1,"second":"b"}""", "b", """{"first":"a","second":"b"}""", "$.v.first must be integer and is string"),
        ["closed record"] = Echo(
            (Closed v) => v.Only,
            """{"type":"object","properties":{"only":{"type":"integer"}},"required":["only"],"additionalProperties":false}""",
            """{"only":1}""", "1", """{"only":1,"other":2}""", "$.v.other is not allowed"),
        ["required init"] = Echo(
            (Required v) => v.Id + v.Note,
            """
            {"type":"object","properties":{"id":{"type":"string"},"count":{"type":["integer","null"]},"note":{"type":"string"}},
             "required":["id"]}
            """,
            """{"id":"a","note":"b"}""", "ab", """{"note":"b"}""", "$.v.id is missing"),
        ["named, ignored and described properties"] = Echo(
            (Named v) => v.First + v.Secret,
            """
            {"type":"object","properties":{
              "first_name":{"type":"string"},"age":{"description":"In full years.","type":"integer"}}}
            """,
            """{"first_name":"A","secret":"B"}""", "Asecret", """{"first_name":3}""", "$.v.first_name must be string and is number"),
        ["JsonElement"] = new(
            CreateFunction((JsonElement v) => v), """{"type":"object","properties":{"v":{}},"required":["v"]}""", """{"v":{"a":[1]}}""",
            """{"a":[1]}""", "{}", "$.v is missing"),
        ["object"] = new(
            CreateFunction((object v) => v.ToString()), """{"type":"object","properties":{"v":{}},"required":["v"]}""", """{"v":7}""", "7", "{}",
            "$.v is missing"),
        ["JsonObject"] = Echo(
            (JsonObject v) => v, """{"type":"object"}""", """{"a":1}""", """{"a":1}""", "3", "$.v must be object and is number"),
    };

    public static Dictionary<string, SchemaCase> Methods { get; } = new()
    {
        ["no parameters"] = new(CreateFunction(() => "x"), """{"type":"object","properties":{}}""", "{}", "x"),
        ["only what is no argument"] = new(
            CreateFunction((CancellationToken token, IServiceProvider? services = null) => token.CanBeCanceled),
            """{"type":"object","properties":{}}""", "{}", "true"),
        ["described parameter"] = new(
            CreateFunction(([Description("The city's name.")] string city, AIFunctionArguments all, CancellationToken token) => city + all.Count),
            """{"type":"object","properties":{"city":{"description":"The city's name.","type":"string"}},"required":["city"]}""",
            """{"city":"Oslo"}""", "Oslo1", """{"town":"Oslo"}""", "$.city is missing"),
        ["defaults"] = new(
            CreateFunction((string city, int days = 3, Unit unit = Unit.Fahrenheit, string? note = null) => $"{city} {days} {unit} {note}"),
            """
            {"type":"object","properties":{"city":{"type":"string"},"days":{"type":"integer","default":3},
              "unit":{"type":"string","enum":["Celsius","Fahrenheit"],"default":"Fahrenheit"},
              "note":{"type":["string","null"],"default":null}},"required":["city"]}
            """,
            """{"city":"Oslo"}""", "Oslo 3 Fahrenheit ", """{"city":"Oslo","days":"x"}""", "$.days must be integer and is string"),
        ["default by attribute"] = new(
            CreateFunction(([DefaultValue("Oslo")] string city) => city),
            """{"type":"object","properties":{"city":{"type":"string","default":"Oslo"}}}""", "{}", "Oslo", """{"city":[]}""",
            "$.city must be string and is array"),
        ["several"] = new(
            CreateFunction(async Task<string> (int a, Person b, List<int> c) => { await Task.Yield(); return $"{a} {b.Name} {c.Count}"; }),
            $$$"""
            {"type":"object","properties":{"a":{{{Integer}}},"b":{{{PersonSchema}}},"c":{"type":"array","items":{{{Integer}}}}},
             "required":["a","b","c"]}
            """,
            """{"c":[1],"b":{"name":"A","age":1},"a":1,"d":"ignored"}""", "1 A 1", """{"a":"x","b":{},"c":[""]}""",
            "$.a must be integer and is string; $.b.name is missing; $.b.age is missing; $.c[0] must be integer and is string"),
    };

    public static Dictionary<string, SchemaCase> All { get; } =
        Numbers.Concat(Texts).Concat(Collections).Concat(Records).Concat(Methods).ToDictionary();
}
