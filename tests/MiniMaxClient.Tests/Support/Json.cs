using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniMaxClient.Tests.Support;

/// <summary>Compares JSON by value.</summary>
internal static class Json
{
    public static void AssertEqual(string expected, string actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)),
            $"Expected: {expected}{Environment.NewLine}Actual:   {actual}");

    public static JsonElement Element(string json) => JsonElement.Parse(json);
}
