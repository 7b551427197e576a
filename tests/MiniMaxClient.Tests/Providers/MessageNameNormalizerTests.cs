using System.Text.Json;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Providers;

public sealed class MessageNameNormalizerTests
{
    [Theory]
    [InlineData("Ada", "Ada")]
    [InlineData("Ada Lovelace", "Ada_Lovelace")]
    [InlineData("a<b|c\\d/e>f\tg", "a_b_c_d_e_f_g")]
    [InlineData("阿达", "阿达")]
    [InlineData("a\u0001b", "a_b")]
    [InlineData("", null)]
    [InlineData(" \n<>", null)]
    public async Task Name_InvalidCharacters_AreReplacedByUnderscores(string name, string? sent)
    {
        ChatMessage[] messages =
        [
            ChatMessage.System("s") with { Name = name }, ChatMessage.User("u") with { Name = name },
            SentRequest.Call("{}") with { Name = name }, ChatMessage.Tool("t1", "r") with { Name = name },
            new UnknownMessage(new ChatRole("critic")) { Name = name },
        ];

        Assert.All(await NamesAsync(messages), actual => Assert.Equal(sent, actual));
    }

    [Fact]
    public async Task Name_MoreThan64Characters_IsTruncated()
    {
        string[] names = [new('a', 64), new('b', 65), new string('c', 63) + "😀"];

        Assert.Equal(
            [new('a', 64), new('b', 64), new('c', 63)],
            await NamesAsync(names.Select(static name => ChatMessage.User("u") with { Name = name })));
    }

    [Fact]
    public async Task Names_EqualAfterReplacement_AreNumbered()
    {
        string[] names = ["Ada L", "Ada/L", "Ada L", "Ada_L", new string('a', 64) + "1", new string('a', 64) + "2"];

        Assert.Equal(
            ["Ada_L_2", "Ada_L_3", "Ada_L_2", "Ada_L", new('a', 64), new string('a', 62) + "_2"],
            await NamesAsync(names.Select(static name => ChatMessage.User("u") with { Name = name })));
    }

    [Fact]
    public async Task Name_OfMiniMaxAssistant_IsSentUnchanged() => Assert.Equal(
        ["MiniMax AI", "Weather_Agent", null],
        await NamesAsync(
        [
            ChatMessage.Assistant("a") with { Name = "MiniMax AI" }, ChatMessage.Assistant("b") with { Name = "Weather Agent" },
            ChatMessage.User("c"),
        ]));

    private static async Task<IEnumerable<string?>> NamesAsync(IEnumerable<ChatMessage> messages)
    {
        FaultRequest sent = await SentRequest.SendAsync("openai", new() { Model = "a-model", Messages = [.. messages] });
        return [.. sent.Json.GetProperty("messages").EnumerateArray().Select(static message =>
            message.TryGetProperty("name", out JsonElement name) ? name.GetString() : null)];
    }
}
