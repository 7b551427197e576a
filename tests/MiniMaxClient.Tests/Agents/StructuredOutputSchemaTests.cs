using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class StructuredOutputSchemaTests
{
    [Fact]
    public void FromType_Record_IsNotWrapped()
    {
        var schema = StructuredOutputSchema.FromType(StructuredOutputJson.Default.Guest, null);

        Assert.False(schema.IsWrapped);
        Assert.Equal("Guest", schema.Name);
        Json.AssertEqual(
            """
            {
              "description": "Somebody.",
              "type": "object",
              "properties": {
                "name": { "description": "As it is called.", "type": "string" },
                "age": { "type": "integer" },
                "email": { "type": ["string", "null"], "default": null }
              },
              "required": ["name", "age"]
            }
            """,
            schema.ObjectSchema.GetRawText());
        Json.AssertEqual(schema.ValueSchema.GetRawText(), schema.ObjectSchema.GetRawText());
    }

    [Fact]
    public void FromType_RecursiveList_RebasesReferences()
    {
        var schema = StructuredOutputSchema.FromType(StructuredOutputJson.Default.ListBranch, null);

        Json.AssertEqual(
            """
            {
              "type": "array",
              "items": {
                "type": "object",
                "properties": {
                  "name": { "type": "string" },
                  "children": { "type": ["array", "null"], "items": { "$ref": "#/items" }, "default": null }
                },
                "required": ["name"]
              }
            }
            """,
            schema.ValueSchema.GetRawText());
        Json.AssertEqual(
            """
            {
              "type": "object",
              "properties": {
                "value": {
                  "type": "array",
                  "items": {
                    "type": "object",
                    "properties": {
                      "name": { "type": "string" },
                      "children": { "type": ["array", "null"], "items": { "$ref": "#/properties/value/items" }, "default": null }
                    },
                    "required": ["name"]
                  }
                }
              },
              "required": ["value"]
            }
            """,
            schema.ObjectSchema.GetRawText());
    }

    [Fact]
    public void FromType_CustomSchema_RebasesReferencesExceptAnchors()
    {
        JsonElement own = Json.Element(
            """{"anyOf":[{"$ref":"#"},{"$ref":"#/$defs/a"},{"$ref":"#b"},{"$ref":"other.json#/c"},{"properties":{"$ref":{"type":"string"}}}]}""");

        var schema = StructuredOutputSchema.FromType(StructuredOutputJson.Default.Guest, own);

        Json.AssertEqual(
            """
            {"anyOf":[{"$ref":"#/properties/value"},{"$ref":"#/properties/value/$defs/a"},{"$ref":"#b"},
            {"$ref":"other.json#/c"},{"properties":{"$ref":{"type":"string"}}}]}
            """,
            schema.ObjectSchema.GetProperty("properties").GetProperty("value").GetRawText());
    }

    [Theory]
    [InlineData(typeof(List<Guest>), "List", true, false)]
    [InlineData(typeof(Guest[]), "Guest", true, false)]
    [InlineData(typeof(Guest), "Guest", false, false)]
    [InlineData(typeof(Dictionary<string, int>), "Dictionary", false, false)]
    [InlineData(typeof(int), "Int32", true, false)]
    [InlineData(typeof(int?), "Int32", true, true)]
    [InlineData(typeof(Money?), "Money", true, true)]
    [InlineData(typeof(Paint), "Paint", true, false)]
    [InlineData(typeof(Paint?), "Paint", true, true)]
    [InlineData(typeof(string), "String", true, false)]
    [InlineData(typeof(Animal), "Animal", false, false)]
    [InlineData(typeof(JsonElement), "JsonElement", true, false)]
    [InlineData(typeof(object), "Object", true, false)]
    public void FromType_AnyType_IsWrappedUnlessItIsAnObject(Type type, string name, bool isWrapped, bool allowsNull)
    {
        JsonTypeInfo info = AIJsonUtilities.DefaultOptions.GetTypeInfo(type);

        var schema = StructuredOutputSchema.FromType(info, null);

        Assert.Equal((name, isWrapped, allowsNull), (schema.Name, schema.IsWrapped, schema.IsNullAllowed));
        Assert.Equal("object", schema.ObjectSchema.GetProperty("type").GetString());
    }

    [Fact]
    public void UnwrapValue_WrappedValue_ReturnsTheInnerValue()
    {
        var list = StructuredOutputSchema.FromType(StructuredOutputJson.Default.ListInt32, null);
        Assert.Equal("[1]", list.UnwrapValue(Json.Element("""{"value":[1]}"""))?.GetRawText());
        Assert.Null(list.UnwrapValue(Json.Element("[1]")));
        Assert.Null(list.UnwrapValue(Json.Element("{}")));
        Assert.Null(StructuredOutputSchema.FromType(StructuredOutputJson.Default.Guest, null).UnwrapValue(Json.Element("""{"value":1}""")));
    }
}
