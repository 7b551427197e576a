using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class PartialJsonReaderTests
{
    private static readonly Gen<string> Texts = Gen.Elements(
        "\"\"", "\"a\"", "\"two words\"", "\"{[,:]}\"", "\"\\\"\"", "\"\\\\\"", "\"a\\n\\t\\u0041b\"", "\"\\ud83d\\ude00!\"",
        "\"👋 é\"", "\"```\"", "\"\\/\"");

    private static readonly Gen<string> Scalars =
        Gen.OneOf(Texts, Gen.Elements("0", "-1", "12.5", "1e10", "-0.5E-2", "true", "false", "null"));

    private static readonly Gen<string> Spaces = Gen.Elements("", "", " ", "\n  ", "\t");

    private static readonly Gen<string> Roots = Value(3).Where(static json => json[0] is '{' or '[');

    [Fact]
    public void ToValidJson_PrefixesOfAnyValue_OnlyGrow() => PropertyCheck.ForAll(Roots, static json =>
    {
        var partial = new PartialJsonReader();
        Assert.Null(partial.ToValidJson());
        JsonElement before = Json.Element(json[0] == '{' ? "{}" : "[]");
        foreach (char c in json)
        {
            partial.Append(c.ToString());
            JsonElement now = Json.Element(partial.ToValidJson()!);
            AssertGrew(before, now);
            before = now;
        }

        Assert.Equal(json, partial.ToValidJson());
    });

    [Fact]
    public void ToValidJson_FragmentsOfAnySize_AreEqual() => PropertyCheck.ForAll(Roots.Zip(Gen.Choose(1, 20)), static pair =>
    {
        (string json, int size) = pair;
        var single = new PartialJsonReader();
        var partial = new PartialJsonReader();
        foreach (char[] fragment in json.Chunk(size))
        {
            foreach (char c in fragment)
                single.Append(c.ToString());
            partial.Append(new string(fragment));
            Assert.Equal(single.ToValidJson(), partial.ToValidJson());
        }
    });

    [Fact]
    public void ToValidJson_SurroundingText_IsIgnored() => PropertyCheck.ForAll(
        Roots.Zip(Gen.Elements("", "Here you are:\n", "```json\n", "A {name} and a [draft], {{x}}: ", "{ ", "[ ")),
        static pair =>
        {
            (string json, string words) = pair;
            // A bracket before a bracket may begin a list of lists.
            if (words == "[ ")
                return;
            var partial = new PartialJsonReader();
            partial.Append(words);
            partial.Append(json);
            Assert.Equal(json, partial.ToValidJson());
            partial.Append("\n```\n{\"other\":[1]} and more");
            Assert.Equal(json, partial.ToValidJson());
        });

    [Theory]
    [InlineData("", null)]
    [InlineData("So ", null)]
    [InlineData("{", "{}")]
    [InlineData("{\"na", "{}")]
    [InlineData("{\"name\"", "{}")]
    [InlineData("{\"name\":", "{}")]
    [InlineData("{\"name\":\"", "{\"name\":\"\"}")]
    [InlineData("{\"name\":\"Ad", "{\"name\":\"Ad\"}")]
    [InlineData("{\"name\":\"Ad\\", "{\"name\":\"Ad\"}")]
    [InlineData("{\"name\":\"Ad\\u00", "{\"name\":\"Ad\"}")]
    [InlineData("{\"name\":\"Ad\\u00e9", "{\"name\":\"Ad\\u00e9\"}")]
    [InlineData("{\"name\":\"\\uD83D", "{\"name\":\"\"}")]
    [InlineData("{\"name\":\"\\uD83D\\", "{\"name\":\"\"}")]
    [InlineData("{\"name\":\"\\uD83D\\uDE", "{\"name\":\"\"}")]
    [InlineData("{\"name\":\"\\uD83D\\uDE00", "{\"name\":\"\\uD83D\\uDE00\"}")]
    [InlineData("{\"age\":1", "{}")]
    [InlineData("{\"age\":12 ", "{}")]
    [InlineData("{\"age\":12,", "{\"age\":12}")]
    [InlineData("{\"age\":12}", "{\"age\":12}")]
    [InlineData("{\"is\":tru", "{}")]
    [InlineData("{\"is\":true}", "{\"is\":true}")]
    [InlineData("[1,2", "[1]")]
    [InlineData("[1,2]", "[1,2]")]
    [InlineData("[nul", "[]")]
    [InlineData("[[1,[", "[[1,[]]]")]
    [InlineData("{\"a\":{\"b\":[\"c", "{\"a\":{\"b\":[\"c\"]}}")]
    [InlineData("{\"a\":{\"b\":1},\"c", "{\"a\":{\"b\":1}}")]
    [InlineData("[{},\"x", "[{},\"x\"]")]
    public void ToValidJson_Prefix_ContainsCompleteValues(string prefix, string? expected)
    {
        var partial = new PartialJsonReader();
        partial.Append(prefix);
        Assert.Equal(expected, partial.ToValidJson());
    }

    // Not a theory: its data are serialized as UTF-8, which cannot represent an unpaired surrogate.
    [Fact]
    public void ToValidJson_WithinASurrogatePair_OmitsIt()
    {
        var partial = new PartialJsonReader();
        partial.Append("[\"a\uD83D");
        Assert.Equal("[\"a\"]", partial.ToValidJson());
        partial.Append("\uDE00");
        Assert.Equal("[\"a\uD83D\uDE00\"]", partial.ToValidJson());
    }

    [Fact]
    public void ToValidJson_NestedTooDeeply_OmitsDeeperValues()
    {
        var partial = new PartialJsonReader();
        partial.Append(new string('[', 1_000_000));
        Assert.Equal(64, partial.ToValidJson()!.Count(static c => c == '['));
        Assert.Equal(partial.Length, partial.ReadAppendedText().Length);
    }

    [Theory]
    [InlineData("}")]
    [InlineData("]},:\"")]
    [InlineData("{]}]")]
    [InlineData("{\"a\":]}")]
    [InlineData("[}]{")]
    [InlineData("{\"a\" \"b\" 1 : , }")]
    [InlineData("{\"a\":\"\\uZZZZ\"}")]
    public void Append_TextWithoutJson_DoesNotThrow(string text)
    {
        var partial = new PartialJsonReader();
        foreach (char c in text)
        {
            partial.Append(c.ToString());
            partial.ToValidJson();
        }
    }

    private static Gen<string> Value(int depth)
    {
        if (depth == 0)
            return Scalars;
        Gen<string> inner = Value(depth - 1);
        Gen<string> padded = from before in Spaces from value in inner from after in Spaces select before + value + after;
        Gen<string> array = padded.ListOf().Select(static items => $"[{string.Join(",", items)}]");
        Gen<string> member = Texts.Zip(padded).Select(static pair => (pair.Item1, pair.Item2))
            .Zip(Spaces).Select(static one => $"{one.Item1.Item1}{one.Item2}:{one.Item1.Item2}");
        Gen<string> members = member.ListOf().Select(static all =>
            $"{{{string.Join(",", all.Select(static (text, i) => $"\"{i}{text.AsSpan(1)}"))}}}");
        return Gen.OneOf(array, members, Scalars).Resize(4);
    }

    /// <summary>Whether all that was there is still there, the last of it perhaps longer.</summary>
    private static void AssertGrew(JsonElement before, JsonElement now)
    {
        Assert.Equal(before.ValueKind, now.ValueKind);
        switch (before.ValueKind)
        {
            case JsonValueKind.Array:
                Assert.True(now.GetArrayLength() >= before.GetArrayLength());
                foreach ((JsonElement old, JsonElement item) in before.EnumerateArray().Zip(now.EnumerateArray()))
                    AssertGrew(old, item);
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in before.EnumerateObject())
                    AssertGrew(property.Value, now.GetProperty(property.Name));
                break;
            case JsonValueKind.String:
                Assert.StartsWith(before.GetString()!, now.GetString()!, StringComparison.Ordinal);
                break;
            default:
                Assert.Equal(before.GetRawText(), now.GetRawText());
                break;
        }
    }
}
