using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat;

/// <summary>The string structs, whose sets of values servers may extend.</summary>
public sealed class StringStructTests
{
    [Fact]
    public void Values_KnownOrUnknown_PreserveTextAndIgnoreCase()
    {
        AssertPreservesUnknownValues(static text => new ChatRole(text), static v => v.Value, ChatRole.Assistant, "assistant");
        AssertPreservesUnknownValues(static text => new FinishReason(text), static v => v.Value, FinishReason.ToolCalls, "tool_calls");
        AssertPreservesUnknownValues(static text => new ImageDetail(text), static v => v.Value, ImageDetail.High, "high");
        AssertPreservesUnknownValues(static text => new ReasoningEffort(text), static v => v.Value, ReasoningEffort.Medium, "medium");
        AssertPreservesUnknownValues(static text => new ServiceTier(text), static v => v.Value, ServiceTier.Standard, "standard");
    }

    [Fact]
    public void KnownValues_Text_IsTheWireText()
    {
        Assert.Equal(
            "system developer user assistant tool",
            string.Join(' ', ChatRole.System, ChatRole.Developer, ChatRole.User, ChatRole.Assistant, ChatRole.Tool));
        Assert.Equal(
            "stop length tool_calls content_filter function_call",
            string.Join(' ', FinishReason.Stop, FinishReason.Length, FinishReason.ToolCalls, FinishReason.ContentFilter, FinishReason.FunctionCall));
        Assert.Equal(
            "auto low default high", string.Join(' ', ImageDetail.Auto, ImageDetail.Low, ImageDetail.Default, ImageDetail.High));
        Assert.Equal("low medium high", string.Join(' ', ReasoningEffort.Low, ReasoningEffort.Medium, ReasoningEffort.High));
        Assert.Equal(
            "auto default flex scale priority standard",
            string.Join(' ', ServiceTier.Auto, ServiceTier.Default, ServiceTier.Flex, ServiceTier.Scale, ServiceTier.Priority, ServiceTier.Standard));
    }

    [Theory]
    [InlineData("tool_call")]
    [InlineData("abort")]
    [InlineData("")]
    public void FinishReason_UnknownValue_IsPreservedInResponse(string reason)
    {
        string json = $$"""{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"{{reason}}"}]}""";

        ChatCompletion completion = JsonSerializer.Deserialize<ChatCompletion>(json)!;

        Assert.Equal(new FinishReason(reason), completion.FinishReason);
        Assert.Equal(json, completion.ToJson());
    }

    [Fact]
    public void NullableValue_Null_RoundTrips()
    {
        Assert.Null(JsonSerializer.Deserialize<FinishReason?>("null"));
        Assert.Equal("null", JsonSerializer.Serialize<FinishReason?>(null));
    }

    private static void AssertPreservesUnknownValues<T>(Func<string, T> create, Func<T, string> value, T known, string wire)
        where T : struct, IEquatable<T>
    {
        Assert.Equal(wire, value(known));
        Assert.Equal(wire, known.ToString());
        Assert.Equal(known, create(wire.ToUpperInvariant()));
        Assert.Equal(known.GetHashCode(), create(wire.ToUpperInvariant()).GetHashCode());
        Assert.NotEqual(known, create("x-new"));
        Assert.Equal("X-New", value(create("X-New")));
        Assert.Equal("\"X-New\"", JsonSerializer.Serialize(create("X-New")));
        Assert.Equal("X-New", value(JsonSerializer.Deserialize<T>("\"X-New\"")));
        Assert.Equal("", value(default));
        Assert.Equal("", default(T).ToString());
        Assert.Equal(default, create(""));
        Assert.Equal(default(T).GetHashCode(), create("").GetHashCode());
        Assert.Throws<ArgumentNullException>(() => create(null!));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<T>("{}"));
    }

    [Fact]
    public void Conversion_Text_IsTheValueAndNullStaysNull()
    {
        ReasoningEffort? effort = "high";
        ReasoningEffort? none = (string?)null;

        Assert.Equal(ReasoningEffort.High, effort);
        Assert.Null(none);
        Assert.True(effort == "HIGH");
        Assert.False(none == "high");
    }
}
