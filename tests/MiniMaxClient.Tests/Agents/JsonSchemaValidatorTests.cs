using System.Text;
using System.Text.Json;
using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class JsonSchemaValidatorTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "\"a\"", "1", "$ must be string and is number")]
    [InlineData("""{"type":"boolean"}""", "true", "\"true\"", "$ must be boolean and is string")]
    [InlineData("""{"type":"null"}""", "null", "0", "$ must be null and is number")]
    [InlineData("""{"type":"object"}""", "{}", "[]", "$ must be object and is array")]
    [InlineData("""{"type":"array"}""", "[]", "{}", "$ must be array and is object")]
    [InlineData("""{"type":"number"}""", "1.5", "false", "$ must be number and is boolean")]
    [InlineData("""{"type":"number"}""", "\"1.5e3\"", "\"1,5\"", "$ must be number and is string")]
    [InlineData("""{"type":"number"}""", "1e400", "\"\"", "$ must be number and is string")]
    [InlineData("""{"type":"integer"}""", "2.0", "2.5", "$ must be integer and is number")]
    [InlineData("""{"type":"integer"}""", "\"-2\"", "\"2.5\"", "$ must be integer and is string")]
    [InlineData("""{"type":["integer","null"]}""", "null", "\"a\"", "$ must be integer or null and is string")]
    [InlineData("""{"enum":["a",1,null,{"b":[2]}]}""", """{"b":[2]}""", "\"A\"", """$ must be one of ["a",1,null,{"b":[2]}]""")]
    [InlineData("""{"const":{"a":1.0}}""", """{"a":1}""", """{"a":2}""", """$ must be {"a":1.0}""")]
    [InlineData("""{"minimum":2}""", "2", "1", "$ must be at least 2")]
    [InlineData("""{"maximum":2.5}""", "2.5", "3", "$ must be at most 2.5")]
    [InlineData("""{"exclusiveMinimum":2}""", "2.1", "2", "$ must be above 2")]
    [InlineData("""{"exclusiveMaximum":2}""", "1.9", "2", "$ must be below 2")]
    [InlineData("""{"maximum":9007199254740992}""", "9007199254740992", "9007199254740993", "$ must be at most 9007199254740992")]
    [InlineData(
        """{"exclusiveMaximum":9007199254740992}""", "9007199254740991", "9007199254740993", "$ must be below 9007199254740992")]
    [InlineData("""{"type":"integer"}""", "1e2", "1.00000000000000000001", "$ must be integer and is number")]
    [InlineData("""{"minLength":2}""", "\"ab\"", "\"😀\"", "$ is too short; the minimum length is 2")]
    [InlineData("""{"maxLength":2}""", "\"😀😀\"", "\"abc\"", "$ is too long; the maximum length is 2")]
    [InlineData("""{"minItems":1}""", "[1]", "[]", "$ has too few items; the minimum is 1")]
    [InlineData("""{"maxItems":1}""", "[1]", "[1,2]", "$ has too many items; the maximum is 1")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":"b","c":1}""", """{"a":1}""", "$.a must be string and is number")]
    [InlineData("""{"required":["a","b"]}""", """{"a":null,"b":0}""", """{"a":1}""", "$.b is missing")]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1}""", """{"b":1}""", "$.b is not allowed")]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", """{"a":"b"}""", """{"a":1}""", "$.a must be string and is number")]
    [InlineData("""{"items":{"type":"string"}}""", """["a"]""", """["a",1]""", "$[1] must be string and is number")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":3}]}""", "2", "4", "$ must be at most 3")]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "null", "1", "$ matches none of the allowed schemas")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"null"}]}""", "\"a\"", "1", "$ matches none of the allowed schemas")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}""", "\"a\"", "1", "$ must be string and is number")]
    [InlineData("""{"$ref":"#/$defs/a~1b~0c","$defs":{"a/b~c":{"type":"string"}}}""", "\"a\"", "1", "$ must be string and is number")]
    [InlineData("""{"$ref":"#/$defs/a%20b","$defs":{"a b":{"type":"string"}}}""", "\"a\"", "1", "$ must be string and is number")]
    [InlineData("""{"$ref":"#/allOf/1","allOf":[{},{"type":"string"}]}""", "\"a\"", "1", "$ must be string and is number")]
    [InlineData("""{"properties":{"a":false}}""", "{}", """{"a":1}""", "$.a is not allowed")]
    public void Validate_ValidAndInvalidValue_ReportsTheProblem(string schema, string good, string bad, string problem)
    {
        Assert.Empty(Find(Json.Element(schema), Json.Element(good)));
        Assert.Contains(problem, Find(Json.Element(schema), Json.Element(bad)));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("3")]
    [InlineData("""{"type":3,"enum":"a","required":"a","properties":[],"additionalProperties":3,"items":"a","anyOf":{},"minimum":"a"}""")]
    [InlineData("""{"type":[[["string"]],"object"],"required":[1],"allOf":3,"$ref":3}""")]
    [InlineData("""{"$ref":"https://example.com/schema"}""")]
    [InlineData("""{"$ref":""}""")]
    [InlineData("""{"$ref":"#/nowhere"}""")]
    [InlineData("""{"$ref":"#/allOf/-1","allOf":[{}]}""")]
    [InlineData("""{"$ref":"#/allOf/7","allOf":[{}]}""")]
    [InlineData("""{"$ref":"#/allOf/99999999999","allOf":[{}]}""")]
    [InlineData("""{"pattern":"^b$","format":"email","multipleOf":7,"not":{},"unknown":1}""")]
    public void Validate_SchemaWithoutMatchingKeyword_ReportsNothing(string schema)
    {
        Assert.Empty(Find(Json.Element(schema), Json.Element("""{"a":1}""")));
    }

    [Fact]
    public void Validate_ManyProblems_ReportsFiveShortOnes()
    {
        string name = new('a', 5000);
        string[] names = [.. Enumerable.Range(0, 9).Select(i => name + i)];
        string schema = JsonSerializer.Serialize(new { required = names });
        IReadOnlyList<string> problems = Find(Json.Element(schema), Json.Element("{}"));
        Assert.Equal(5, problems.Count);
        Assert.All(problems, static problem => Assert.True(problem.Length <= 1025));
    }

    [Fact]
    public void Validate_RecursionAtMaximumDepth_ReportsTheProblem()
    {
        JsonElement schema = Json.Element(
            """
            {"properties":{"n":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},
             "$defs":{"node":{"type":"object","required":["n"],"properties":{"n":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}}}}}
            """);
        Assert.Empty(Find(schema, Json.Element(Nested("null"))));
        Assert.NotEmpty(Find(schema, Json.Element(Nested("3"))));

        static string Nested(string end) =>
            string.Concat(Enumerable.Repeat("{\"n\":", 60)) + end + new string('}', 60);
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}""")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}""")]
    [InlineData("""{"type":"object","anyOf":[{"anyOf":[{"$ref":"#"},{"type":"string"}]},{"$ref":"#"}]}""")]
    [InlineData("""{"allOf":[{"$ref":"#"},{"$ref":"#"}],"oneOf":[{"$ref":"#"},{"$ref":"#"}]}""")]
    public void Validate_EndlessReference_ReportsAProblem(string schema) => Assert.StartsWith(
        "$ cannot be checked, because the schema ",
        Assert.Single(Find(Json.Element(schema), Json.Element("""{"a":{"a":{"a":{"a":{"a":{}}}}}}"""))),
        StringComparison.Ordinal);

    [Fact]
    public void Validate_SchemaNestedTooDeeply_ReportsAProblem()
    {
        JsonElement schema = Nested(400);
        Assert.Equal(
            ["$ cannot be checked, because the schema nests deeper than 256 levels"], Find(schema, Json.Element("1")));
        Assert.Empty(Find(Nested(100), Json.Element("1")));

        static JsonElement Nested(int levels)
        {
            var deep = new StringBuilder("{}");
            for (int i = 0; i < levels; i++)
                deep.Insert(0, "{\"anyOf\":[{\"type\":\"string\"},").Append("]}");
            return JsonElement.Parse(deep.ToString(), new() { MaxDepth = 2000 });
        }
    }

    [Fact]
    public void Validate_TooManyAlternatives_ReportsAProblem()
    {
        string strings = string.Join(",", Enumerable.Repeat("""{"type":"string"}""", 1000));
        string wide = $$$"""{"items":{"anyOf":[{{{strings}}},{}]}}""";
        string values = $"[{string.Join(",", Enumerable.Repeat("1", 10_000))}]";

        Assert.Contains("validation steps", Assert.Single(Find(Json.Element(wide), Json.Element(values))), StringComparison.Ordinal);
    }

    // Each keyword that costs work without a schema of its own; all of it is tried twice at each of 60 levels.
    [Theory]
    [InlineData("""{"properties":{}}""")]
    [InlineData("""{"additionalProperties":{}}""")]
    [InlineData("""{"required":["p1","p2"]}""")]
    [InlineData("""{"enum":[LONG]}""")]
    [InlineData("""{"const":LONG}""")]
    [InlineData("""{"type":[LONG,"object"]}""")]
    [InlineData("""{"properties":{"p0":{"minLength":3}}}""")]
    [InlineData("""{"KEYWORDS":1}""")]
    public void Validate_SchemaWithRepeatedWork_StopsAfterBoundedSteps(string keywords)
    {
        string text = $"\"{new string('x', 30_000)}\"";
        string own = keywords.Replace("LONG", text, StringComparison.Ordinal)
            .Replace("\"KEYWORDS\":1", string.Join(",", Enumerable.Range(0, 3000).Select(static i => $"\"k{i}\":1")), StringComparison.Ordinal);
        JsonElement schema = Json.Element(own[..^1] + ""","allOf":[{"$ref":"#"},{"$ref":"#"}]}""");
        string properties = string.Join(",", Enumerable.Range(1, 3000).Select(static i => $"\"p{i}\":1"));
        JsonElement value = Json.Element($$"""{"p0":{{text}},{{properties}}}""");
        long before = GC.GetAllocatedBytesForCurrentThread();

        IReadOnlyList<string> problems = Find(schema, value);

        Assert.NotEmpty(problems);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300L * 1024 * 1024);
    }

    [Fact]
    public void Validate_LargeValue_ReportsNothing()
    {
        JsonElement schema = Json.Element(
            """
            {"properties":{"rows":{"type":"array","items":{"$ref":"#/$defs/row"}}},
             "$defs":{"row":{"type":"object","required":["id"],"properties":{
               "id":{"type":"integer"},"name":{"anyOf":[{"type":"string"},{"type":"null"}]},"kind":{"enum":["a","b"]}}}}}
            """);
        string rows = string.Join(",", Enumerable.Range(0, 20_000).Select(static i => $$"""{"id":{{i}},"name":null,"kind":"b"}"""));
        Assert.Empty(Find(schema, Json.Element($$"""{"rows":[{{rows}}]}""")));

        string names = string.Join(",", Enumerable.Range(0, 3000).Select(static i => $$"""
            "p{{i}}":{"type":"integer"}
            """));
        string values = string.Join(",", Enumerable.Range(0, 3000).Select(static i => $"\"p{i}\":1"));
        Assert.Empty(Find(Json.Element($$$"""{"properties":{{{{names}}}},"additionalProperties":false}"""), Json.Element($$"""{{{values}}}""")));
    }

    [Fact]
    public void Validate_CanceledToken_Throws()
    {
        JsonElement schema = Json.Element("""{"allOf":[{"$ref":"#"},{"$ref":"#"}]}""");
        Assert.Throws<OperationCanceledException>(() => JsonSchemaValidator.Validate(schema, schema, "$", new CancellationToken(canceled: true)));
    }

    // What JSON Schema, or OpenAPI 3.0, says of keywords that this check does not apply.
    [Theory]
    [InlineData("""{"type":"string","nullable":true}""", "null")]
    [InlineData("""{"enum":["a"],"nullable":true}""", "null")]
    [InlineData("""{"properties":{"a":{"type":"integer","default":null}}}""", """{"a":null}""")]
    [InlineData("""{"patternProperties":{"^x":{}},"additionalProperties":false}""", """{"xa":1}""")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", """["a"]""")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}""", """["a",1]""")]
    [InlineData("""{"$ref":"#node","node":{"type":"string"}}""", "1")]
    [InlineData("""{"properties":{"a":{"type":"integer","default":null}},"required":["a"]}""", """{"a":null}""")]
    [InlineData("""{"allOf":[{"type":"string","nullable":true}]}""", "null")]
    [InlineData("""{"additionalProperties":{"type":"integer"}}""", """{"a":null}""")]
    [InlineData("""{"additionalProperties":false}""", """{"a":null}""")]
    [InlineData("""{"type":["string",{"minimum":1}]}""", "2")]
    [InlineData("""{"type":"any"}""", "2")]
    [InlineData("""{"anyOf":[]}""", "2")]
    [InlineData("""{"items":[{"type":"string"},{"type":"integer"}],"additionalItems":false}""", """["a",1,2]""")]
    [InlineData("""{"minimum":2,"exclusiveMinimum":true}""", "2")]
    [InlineData("""{"exclusiveMinimum":9007199254740992}""", "9007199254740993")]
    [InlineData("""{"exclusiveMaximum":0.1}""", "0.09999999999999999999999")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","type":"string","definitions":{"a":{"type":"integer"}}}""", "1")]
    [InlineData("""{"properties":{"a":{"$id":"https://x/b","$ref":"#/$defs/c","$defs":{"c":{"type":"string"}}}},"$defs":{"c":{"type":"integer"}}}""", """{"a":"b"}""")]
    [InlineData("""{"unevaluatedProperties":false,"dependentRequired":{"a":["b"]},"dependentSchemas":{"a":false},"dependencies":{"a":["b"]}}""", """{"a":1}""")]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]},"else":false,"propertyNames":{"maxLength":0},"not":{}}""", """{"a":1}""")]
    [InlineData("""{"$dynamicRef":"#node","$recursiveRef":"#","contains":{"type":"string"},"unevaluatedItems":false,"uniqueItems":true}""", "[1,1]")]
    [InlineData("""{"$id":"https://x/a","properties":{"a":{"$ref":"#/$defs/c"}},"$defs":{"c":{"type":"integer"}}}""", """{"a":1}""")]
    public void Validate_UnsupportedKeyword_ReportsNothing(string schema, string value) =>
        Assert.Empty(Find(Json.Element(schema), Json.Element(value)));

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"integer"}},"required":["a"]}""", """{"a":null}""")]
    [InlineData("""{"prefixItems":[{"type":"string"}]}""", "[1]")]
    [InlineData("""{"prefixItems":[{}],"items":{"type":"integer"}}""", """[1,"a"]""")]
    [InlineData("""{"$id":"https://x/a","properties":{"a":{"$ref":"#/$defs/c"}},"$defs":{"c":{"type":"integer"}}}""", """{"a":"b"}""")]
    [InlineData("""{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/a","type":"string","$defs":{"a":{}}}""", "1")]
    [InlineData("""{"exclusiveMinimum":2.0}""", "2")]
    [InlineData("""{"minLength":5}""", "\"5\"")]
    public void Validate_SupportedKeyword_ReportsAProblem(string schema, string value) =>
        Assert.NotEmpty(Find(Json.Element(schema), Json.Element(value)));

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"integer"}}}""", """{"a":"\ud83d"}""")]
    [InlineData("""{"properties":{"a":{"maxLength":1}}}""", """{"a":"\ud83d"}""")]
    [InlineData("""{"additionalProperties":false}""", """{"\ud83d":1}""")]
    public void Validate_UnpairedSurrogate_ReportsAProblem(string schema, string value) => Assert.Equal(
        ["$ contains an unpaired surrogate"], Find(Json.Element(schema), Json.Element(value)));

    [Theory]
    [InlineData("""{"type":"integer"}""", "7.0", "7")]
    [InlineData("""{"type":["integer","null"]}""", "-7.50e2", "-750")]
    [InlineData("""{"type":"number"}""", "7.0", "7.0")]
    [InlineData("""{"type":"integer"}""", "1e40", "1e40")]
    [InlineData("""{"type":"integer"}""", "12", "12")]
    [InlineData("""{"items":{"$ref":"#/$defs/n"},"$defs":{"n":{"type":"integer"}}}""", "[1.0,{\"a\":1.0}]", "[1.0,{\"a\":1.0}]")]
    [InlineData("""{"items":{"$ref":"#/$defs/n"},"$defs":{"n":{"type":"integer"}}}""", "[1.0,2]", "[1,2]")]
    [InlineData("""{"properties":{"a":{"type":"string"},"b":{"type":["string","null"]},"c":{"type":"string","nullable":true}}}""", """{"a":null,"b":null,"c":null}""", """{"b":null,"c":null}""")]
    [InlineData("""{"properties":{"a.b":{"type":"string"},"a":{"properties":{"b":{}}}}}""", """{"a.b":null,"a":{"b":null}}""", """{"a":{"b":null}}""")]
    [InlineData("""{"anyOf":[{"properties":{"k":{"const":1},"a":{"type":"string"}}},{"properties":{"k":{"const":2}},"required":["a"]}]}""", """{"k":2,"a":null}""", """{"k":2,"a":null}""")]
    public void NormalizeArguments_Value_ChangesOnlyUnreadableParts(string schema, string value, string normalized) => Assert.Equal(
        normalized, JsonSchemaValidator.NormalizeArguments(Json.Element(schema), Json.Element(value), TestTimeouts.Token).GetRawText());

    private static IReadOnlyList<string> Find(JsonElement schema, JsonElement value) =>
        JsonSchemaValidator.Validate(schema, value, "$", TestTimeouts.Token);
}
