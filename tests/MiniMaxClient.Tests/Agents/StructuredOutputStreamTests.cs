using System.Text.Json;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Structured output that is parsed while it is received.</summary>
public sealed class StructuredOutputStreamTests : StructuredOutputTest
{
    private const string Text =
        """{"title":"A \"b\" \ud83d\ude00 👋","year":1843,"isTrue":true,"words":["one","two"],"hero":{"name":"Ada","age":27}}""";

    public static TheoryData<string, StructuredOutputMode> Ways { get; } = new()
    {
        { "openai", StructuredOutputMode.ResponseFormat },
        { "openai", StructuredOutputMode.ToolCall },
        { "openai", StructuredOutputMode.Instruction },
        { "aimlapi", StructuredOutputMode.ToolCall },
        { "modelslab", StructuredOutputMode.ToolCall },
        { "anthropic", StructuredOutputMode.ToolCall },
        { "anthropic", StructuredOutputMode.Instruction },
        { "modelslab, messages", StructuredOutputMode.ToolCall },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task StreamAsync_ChunksOfAnySize_YieldsGrowingValues(string provider, StructuredOutputMode mode)
    {
        foreach (int size in (int[])[1, 2, 7, 1000])
        {
            using ChatCompletionsClient client = CreateClient(provider);
            Reply reply = mode == StructuredOutputMode.ToolCall
                ? Reply.Text("", "A {thought} of [1].").WithToolCall("answer", Text)
                : Reply.Text($"Here it is:\n```json\n{Text}\n```\nThat was {{all}}.", "A {thought} of [1].");
            Emulator.Enqueue(reply.WithChunkSize(size));

            List<Story> stories =
                await client.StreamAsync(CreateRequest(provider), StructuredOutputJson.Default.Story, new() { Mode = mode }, Token).ReadAllAsync();

            Assert.True(stories.Count >= (size == 1 ? 20 : 1), $"{stories.Count} values of chunks of {size} characters.");
            Assert.All(stories.Zip(stories.Skip(1)), static pair => AssertGrew(pair.First, pair.Second));
            Story last = stories[^1];
            Assert.Equal(("A \"b\" 😀 👋", 1843, true), (last.Title, last.Year, last.IsTrue));
            Assert.Equal(["one", "two"], last.Words);
            Assert.Equal(new Guest("Ada", 27), last.Hero);
        }
    }

    [Fact]
    public async Task StreamAsync_IncompleteNumbersAndLiterals_AreNotYielded()
    {
        List<Story> stories = await StreamAsync("""{"year":1843,"isTrue":false,"words":["a","b"]}""");

        Assert.Equal([0, 1843], stories.Select(static story => story.Year).Distinct());
        Assert.Equal([null, false], stories.Select(static story => story.IsTrue).Distinct());
        IEnumerable<List<string>> words = stories.Select(static story => story.Words).OfType<List<string>>();
        Assert.Equal(
            ["", "a", "a,", "a,b"],
            words.Where(static some => some.Count > 0).Select(static some => string.Join(",", some)).Distinct());
    }

    [Fact]
    public async Task StreamAsync_RecordWithConstructor_YieldsGrowingValues()
    {
        List<Guest> guests = await Emulator.StreamAsync(StructuredOutputJson.Default.Guest, """{"name":"Ada","age":36}""", Token);

        Assert.Equal([null, "", "A", "Ad", "Ada"], guests.Select(static guest => guest.Name).Distinct());
        Assert.Equal([0, 36], guests.Select(static guest => guest.Age).Distinct());
    }

    // The default of a struct is not null; it must not be yielded as a received value.
    [Fact]
    public async Task StreamAsync_ValueTypes_AreYieldedWhenComplete()
    {
        foreach (StructuredOutputMode mode in (StructuredOutputMode[])[StructuredOutputMode.ResponseFormat, StructuredOutputMode.Instruction])
        {
            string WrapUnlessInstruction(string json) => mode == StructuredOutputMode.Instruction ? json : $$"""{"value":{{json}}}""";
            var options = new StructuredOutputOptions { Mode = mode };
            List<int?> numbers = await Emulator.StreamAsync(StructuredOutputJson.Default.NullableInt32, WrapUnlessInstruction("42"), Token, options);
            Assert.Equal([42], numbers.Distinct());
            List<bool> truths = await Emulator.StreamAsync(StructuredOutputJson.Default.Boolean, WrapUnlessInstruction("true"), Token, options);
            Assert.Equal([true], truths.Distinct());
            List<Paint> paints = await Emulator.StreamAsync(StructuredOutputJson.Default.Paint, WrapUnlessInstruction("\"DarkBlue\""), Token, options);
            Assert.Equal([Paint.DarkBlue], paints.Distinct());
            List<JsonElement> any = await Emulator.StreamAsync(StructuredOutputJson.Default.JsonElement, WrapUnlessInstruction("[1,2]"), Token, options);
            Assert.Equal(["[]", "[1]", "[1,2]"], any.Select(static json => json.GetRawText()).Distinct());
        }
    }

    [Fact]
    public async Task StreamAsync_List_GrowsByItems()
    {
        List<List<int>> lists = await Emulator.StreamAsync(
            StructuredOutputJson.Default.ListInt32, "So: [10,200,3]", Token, new() { Mode = StructuredOutputMode.Instruction });

        Assert.Equal(["", "10", "10,200", "10,200,3"], lists.Select(static list => string.Join(",", list)).Distinct());
    }

    // An abstract type cannot be created before its discriminator was received.
    [Fact]
    public async Task StreamAsync_PolymorphicRecord_IsYieldedFromItsDiscriminatorOn()
    {
        List<Animal> animals = await Emulator.StreamAsync(
            StructuredOutputJson.Default.Animal, """{"kind":"cat","name":"Tom","lives":9}""", Token);

        Assert.All(animals, static animal => Assert.IsType<Cat>(animal));
        Assert.Equal(new Cat("Tom", 9), animals[^1]);
        Assert.True(animals.Count > 4);
    }

    [Fact]
    public async Task StreamAsync_RequiredMembers_AreAwaited()
    {
        List<Invoice> invoices = await Emulator.StreamAsync(
            StructuredOutputJson.Default.Invoice,
            """{"id":"7b1e0d4c-5a53-4f5e-9d0a-0d8f2b1c3a4e","day":"2024-02-29","sentAt":"2024-03-01T08:15:00Z","total":12.5}""", Token);

        Assert.All(invoices, static invoice => Assert.Equal(12.5m, invoice.Total));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task StreamAsync_TextInsteadOfTheForcedCall_YieldsGrowingValues(string provider)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(Reply.Text(Text).WithChunkSize(5));

        List<Story> stories = await client.StreamAsync(
            CreateRequest(), StructuredOutputJson.Default.Story, new() { Mode = StructuredOutputMode.ToolCall }, Token).ReadAllAsync();

        Assert.True(stories.Count > 5);
        Assert.Equal("Ada", stories[^1].Hero?.Name);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task StreamAsync_CallOfAnotherTool_IsNotYielded(string provider)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Reply reply = Reply.ToolCall("look_up", """{"title":"not the answer"}""").WithToolCall("answer", """{"title":"yes"}""");
        Emulator.Enqueue(reply.WithChunkSize(3));

        List<Story> stories = await client.StreamAsync(
            CreateRequest(), StructuredOutputJson.Default.Story, new() { Mode = StructuredOutputMode.ToolCall }, Token).ReadAllAsync();

        Assert.All(stories, static story => Assert.StartsWith(story.Title ?? "", "yes", StringComparison.Ordinal));
    }

    // Some hosts send neither an index nor, after the first delta, a name.
    [Fact]
    public async Task StreamAsync_CallWithoutIndex_YieldsGrowingValues()
    {
        using ChatCompletionsClient client = CreateClient();
        Emulator.Enqueue(Reply.Stream(
            """{"id":"1","choices":[{"delta":{"tool_calls":[{"id":"c1","type":"function","function":{"name":"answer","arguments":""}}]}}]}""",
            """{"id":"1","choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{\"title\":\"a"}}]}}]}""",
            """{"id":"1","choices":[{"delta":{"tool_calls":[{"function":{"arguments":"b\"}"}}]},"finish_reason":"tool_calls"}]}"""));

        List<Story> stories = await client.StreamAsync(
            CreateRequest(), StructuredOutputJson.Default.Story, new() { Mode = StructuredOutputMode.ToolCall }, Token).ReadAllAsync();

        Assert.Equal(["a", "ab", "ab"], stories.Select(static story => story.Title));
    }

    private async Task<List<Story>> StreamAsync(string text) =>
        await Emulator.StreamAsync(StructuredOutputJson.Default.Story, text, Token);

    private static ChatCompletionRequest CreateRequest(string provider = "openai") => new()
    {
        Model = provider.StartsWith("modelslab", StringComparison.Ordinal) ? MiniMaxModels.M2 : MiniMaxModels.M2_1,
        Messages = [ChatMessage.User("Which?")],
    };

    private static void AssertGrew(Story before, Story now)
    {
        Assert.StartsWith(before.Title ?? "", now.Title ?? "", StringComparison.Ordinal);
        Assert.True(before.Year == 0 || before.Year == now.Year);
        Assert.True(before.IsTrue is null || before.IsTrue == now.IsTrue);
        List<string> words = now.Words ?? [];
        Assert.True((before.Words?.Count ?? 0) <= words.Count);
        foreach ((string old, string word) in (before.Words ?? []).Zip(words))
            Assert.StartsWith(old, word, StringComparison.Ordinal);
        Assert.True(before.Hero is null || now.Hero is not null);
    }
}
