using System.Reflection;
using System.Text.Json;

namespace MiniMaxClient.Tests.Chat;

/// <summary>Code that copies every property of a record must also copy a property that is added later.</summary>
public sealed class CompletenessTests
{
    private const string Message =
        """
        {"role":"assistant","name":"n","content":"text","audio_content":"a","reasoning_content":"r","reasoning":"r",
         "reasoning_details":[{"type":"reasoning.text","text":"r","index":0}],"tool_calls":[{"index":0,"id":"c","type":"function",
         "function":{"name":"f","arguments":"{}"}}],"refusal":"no",
         "annotations":[{"type":"url_citation"}],"audio":{"id":"a","data":"AAAA"}}
        """;

    private const string Envelope =
        """
        "id":"i","created":1,"model":"m","object":"chat.completion.chunk","usage":{"prompt_tokens":1,"completion_tokens":2},
        "service_tier":"default","system_fingerprint":"f","input_sensitive":true,"output_sensitive":true,"input_sensitive_type":1,
        "output_sensitive_type":1,"output_sensitive_int":1,"base_resp":{"status_code":0},"meta":{"usage":{"usd_spent":0.1}}
        """;

    [Fact]
    public void Build_ChunkWithEveryProperty_CopiesEnvelope()
    {
        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(
            $$"""{{{Envelope}},"choices":[{"index":0,"delta":{{Message}},"finish_reason":"stop"}]}""")!;

        ChatCompletion completion = Build(chunk);

        AssertAllSet(chunk.Shared);
        AssertAllSet(completion.Shared);
        Assert.Equal(chunk.Shared with { Object = "chat.completion" }, completion.Shared);
    }

    [Fact]
    public void Build_DeltaWithEveryProperty_CopiesAllToMessage()
    {
        ChatDelta delta = JsonSerializer.Deserialize<ChatDelta>(Message)!;

        AssistantMessage message = Build(new() { Choices = [new() { Index = 0, Delta = delta }] }).Message;

        AssertAllSet(delta, nameof(ChatDelta.ContentParts));
        // A marker is part of requests only.
        AssertAllSet(message, nameof(ChatMessage.CacheControl));
    }

    [Fact]
    public void FromMessage_EveryProperty_CopiesAllToDelta()
    {
        AssistantMessage message = JsonSerializer.Deserialize<AssistantMessage>(Message)!;

        AssertAllSet(message, nameof(ChatMessage.CacheControl));
        AssertAllSet(ChatDelta.FromMessage(message), nameof(ChatDelta.ContentParts));
    }

    [Fact]
    public void Add_EveryCount_IsSummed()
    {
        var usage = new Usage();
        foreach (PropertyInfo property in GetProperties(typeof(Usage)))
            property.SetValue(usage, property.PropertyType == typeof(long?) ? 1L : CreateDetails(property.PropertyType));

        Usage sum = usage + usage;

        AssertCounts(sum);
        AssertCounts(sum.CompletionTokensDetails!);
        AssertCounts(sum.PromptTokensDetails!);
    }

    private static object CreateDetails(Type type)
    {
        object details = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in GetProperties(type))
            property.SetValue(details, 1L);
        return details;
    }

    private static void AssertCounts(object counts) => Assert.All(
        GetProperties(counts.GetType()).Where(static property => property.PropertyType == typeof(long?)),
        property => Assert.Equal((property.Name, 2L), (property.Name, (long?)property.GetValue(counts))));

    private static void AssertAllSet(object record, params string[] excluded) => Assert.All(
        GetProperties(record.GetType()).Where(property => !excluded.Contains(property.Name)),
        property => Assert.True(property.GetValue(record) is not (null or ""), property.Name));

    private static PropertyInfo[] GetProperties(Type type)
    {
        PropertyInfo[] properties =
        [
            .. type.GetProperties().Where(static property =>
                property.SetMethod is not null && property.Name != nameof(SchemaObject.AdditionalProperties)),
        ];
        Assert.NotEmpty(properties);
        return properties;
    }

    private static ChatCompletion Build(ChatCompletionChunk chunk)
    {
        var builder = new ChatCompletionBuilder();
        builder.Add(chunk);
        return builder.Build();
    }
}
