using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Every kind of type, in each mode on both protocols, source-generated and by reflection.</summary>
public sealed class StructuredOutputTypeTests : StructuredOutputTest
{
    private static readonly (string Provider, StructuredOutputMode Form)[] Ways =
    [
        ("openai", StructuredOutputMode.ResponseFormat), ("openai", StructuredOutputMode.ToolCall), ("openai", StructuredOutputMode.Instruction),
        ("anthropic", StructuredOutputMode.ToolCall), ("anthropic", StructuredOutputMode.Instruction),
    ];

    [Fact]
    public Task CompleteAsync_Record_ReturnsTheValue() =>
        CheckAsync(StructuredOutputJson.Default.Guest, """{"name":"Ada","age":36,"email":"a@b.c"}""", new Guest("Ada", 36, "a@b.c"));

    [Fact]
    public Task CompleteAsync_RecordWithoutOptionalMembers_ReturnsTheValue() =>
        CheckAsync(StructuredOutputJson.Default.Guest, """{"name":"Ada","age":36,"email":null}""", new Guest("Ada", 36));

    [Fact]
    public Task CompleteAsync_Class_ReturnsTheValue() => CheckAsync(
        StructuredOutputJson.Default.Story,
        """{"title":"A","year":1843,"isTrue":true,"words":["x","y"],"hero":{"name":"Ada","age":27}}""",
        static story => Assert.Equal(
            ("A", 1843, true, "x y", "Ada"),
            (story.Title, story.Year, story.IsTrue, string.Join(' ', story.Words!), story.Hero!.Name)));

    [Fact]
    public Task CompleteAsync_ClassWithDatesAndIds_ReturnsTheValue() => CheckAsync(
        StructuredOutputJson.Default.Invoice,
        """{"id":"7b1e0d4c-5a53-4f5e-9d0a-0d8f2b1c3a4e","day":"2024-02-29","sentAt":"2024-03-01T08:15:00Z","total":1234567890.12}""",
        static invoice => Assert.Equal(
            (Guid.Parse("7b1e0d4c-5a53-4f5e-9d0a-0d8f2b1c3a4e"), new DateOnly(2024, 2, 29),
                new DateTime(2024, 3, 1, 8, 15, 0, DateTimeKind.Utc), 1234567890.12m),
            (invoice.Id, invoice.Day, invoice.SentAt, invoice.Total)));

    [Fact]
    public Task CompleteAsync_RecursiveRecord_ReturnsTheValue() => CheckAsync(
        StructuredOutputJson.Default.Branch,
        """{"name":"a","children":[{"name":"b","children":[{"name":"c"}]},{"name":"d","children":[]}]}""",
        static node => Assert.Equal("c", node.Children![0].Children![0].Name));

    [Fact]
    public Task CompleteAsync_ListOfRecursiveRecords_ReturnsTheValue() => CheckAsync(
        StructuredOutputJson.Default.ListBranch,
        """[{"name":"a","children":[{"name":"b"}]}]""",
        static nodes => Assert.Equal("b", nodes[0].Children![0].Name),
        isWrapped: true);

    [Fact]
    public Task CompleteAsync_List_ReturnsTheValue() => CheckAsync(
        StructuredOutputJson.Default.ListInt32, "[1,2,3]", static list => Assert.Equal([1, 2, 3], list), isWrapped: true);

    [Fact]
    public Task CompleteAsync_EmptyList_ReturnsTheValue() => CheckAsync(StructuredOutputJson.Default.ListInt32, "[]", Assert.Empty, isWrapped: true);

    [Fact]
    public Task CompleteAsync_Array_ReturnsTheValue() => CheckAsync(
        StructuredOutputJson.Default.GuestArray,
        """[{"name":"Ada","age":36},{"name":"Bob","age":1}]""",
        static guests => Assert.Equal(["Ada", "Bob"], guests.Select(static guest => guest.Name)),
        isWrapped: true);

    [Fact]
    public Task CompleteAsync_Dictionary_ReturnsTheValue() => CheckAsync(
        StructuredOutputJson.Default.DictionaryStringInt32,
        """{"value":1,"b c":2}""",
        static map => Assert.Equal((1, 2), (map["value"], map["b c"])));

    [Fact]
    public Task CompleteAsync_Enum_ReturnsTheValue() => CheckAsync(StructuredOutputJson.Default.Paint, "\"DarkBlue\"", Paint.DarkBlue, isWrapped: true);

    [Fact]
    public Task CompleteAsync_String_ReturnsTheValue() =>
        CheckAsync(StructuredOutputJson.Default.String, "\"a {b} [c] ``` \\\"d\\\"\"", "a {b} [c] ``` \"d\"", isWrapped: true);

    [Fact]
    public Task CompleteAsync_Integer_ReturnsTheValue() => CheckAsync(StructuredOutputJson.Default.NullableInt32, "42", 42, isWrapped: true);

    [Fact]
    public Task CompleteAsync_Boolean_ReturnsTheValue() => CheckAsync(StructuredOutputJson.Default.Boolean, "false", expected: false, isWrapped: true);

    [Fact]
    public Task CompleteAsync_Decimal_ReturnsTheValue() =>
        CheckAsync(StructuredOutputJson.Default.Decimal, "0.10000000000000000555", 0.10000000000000000555m, isWrapped: true);

    [Fact]
    public Task CompleteAsync_Date_ReturnsTheValue() =>
        CheckAsync(StructuredOutputJson.Default.DateOnly, "\"1815-12-10\"", new DateOnly(1815, 12, 10), isWrapped: true);

    [Fact]
    public Task CompleteAsync_Guid_ReturnsTheValue() => CheckAsync(
        StructuredOutputJson.Default.Guid, "\"7b1e0d4c-5a53-4f5e-9d0a-0d8f2b1c3a4e\"", Guid.Parse("7b1e0d4c-5a53-4f5e-9d0a-0d8f2b1c3a4e"),
        isWrapped: true);

    [Fact]
    public Task CompleteAsync_NullOfANullableType_ReturnsNull() =>
        CheckAsync(StructuredOutputJson.Default.NullableInt32, "null", (int?)null, isWrapped: true);

    [Fact]
    public Task CompleteAsync_NullOfANullableEnum_ReturnsNull() =>
        CheckAsync(StructuredOutputJson.Default.NullablePaint, "null", (Paint?)null, isWrapped: true);

    [Fact]
    public Task CompleteAsync_StructWithTheWrapperProperty_ReturnsTheValue() =>
        CheckAsync(StructuredOutputJson.Default.NullableMoney, """{"value":12.5}""", new Money(12.5m), isWrapped: true);

    [Fact]
    public Task CompleteAsync_PolymorphicRecord_ReturnsTheDerivedType() =>
        CheckAsync(StructuredOutputJson.Default.Animal, """{"kind":"cat","name":"Tom","lives":9}""", new Cat("Tom", 9));

    [Fact]
    public Task CompleteAsync_PolymorphicArray_ReturnsTheDerivedTypes() => CheckAsync(
        StructuredOutputJson.Default.AnimalArray,
        """[{"kind":"dog","name":"Rex","barks":true},{"kind":"cat","name":"Tom","lives":9}]""",
        static animals => Assert.Equal([new Dog("Rex", true), new Cat("Tom", 9)], animals),
        isWrapped: true);

    [Fact]
    public Task CompleteAsync_AnyJson_ReturnsTheValue() => CheckAsync(
        StructuredOutputJson.Default.JsonElement,
        """{"a":[1,{"b":null}]}""",
        static json => Assert.Equal("""{"a":[1,{"b":null}]}""", json.GetRawText()),
        isWrapped: true);

    private Task CheckAsync<T>(JsonTypeInfo<T> type, string json, T expected, bool isWrapped = false) =>
        CheckAsync(type, json, actual => Assert.Equal(expected, actual), isWrapped);

    private async Task CheckAsync<T>(JsonTypeInfo<T> type, string json, Action<T> check, bool isWrapped = false)
    {
        foreach ((string provider, StructuredOutputMode mode) in Ways)
        {
            using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider), EmulatedClient.NoRetries);
            var options = new StructuredOutputOptions { Mode = mode, MaxCorrections = 0 };
            string text = isWrapped && mode != StructuredOutputMode.Instruction ? $$"""{"value":{{json}}}""" : json;
            Reply reply = mode == StructuredOutputMode.ToolCall ? Reply.ToolCall("answer", text) : Reply.Text(text, "Let me see.");
            Emulator.Enqueue(reply, reply, reply.WithChunkSize(1), reply.WithChunkSize(3));

            check(await client.CompleteAsync(EmulatedClient.CreateRequest(), type, options, Token));
            check(await client.CompleteAsync<T>(EmulatedClient.CreateRequest(), options, Token));
            check((await client.StreamAsync(EmulatedClient.CreateRequest(), type, options, Token).ReadAllAsync())[^1]);
            check((await client.StreamAsync<T>(EmulatedClient.CreateRequest(), options, Token).ReadAllAsync())[^1]);
        }
    }
}
