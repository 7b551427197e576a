using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniMaxClient.Tests.Support;

/// <summary>Compares JSON by value, and writes that of an object.</summary>
internal static class Json
{
    public static void AssertEqual(string expected, string actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)),
            $"Expected: {expected}{Environment.NewLine}Actual:   {actual}");

    /// <summary>Gets the JSON as it appears on the wire.</summary>
    public static string ToJson(this SchemaObject value) => Encoding.UTF8.GetString(JsonText.WriteToBytes(value.Write));

    public static JsonElement Element(string json) => JsonElement.Parse(json);
}
