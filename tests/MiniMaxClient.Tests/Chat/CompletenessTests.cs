using System.Reflection;
using System.Text.Json;

namespace MiniMaxClient.Tests.Chat;

/// <summary>The code that names every property of a record: a new property must not be lost there.</summary>
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
    public void Envelope_OfAChunk_IsThatOfTheCompletion()
    {
        ChatCompletionChunk chunk = JsonSerializer.Deserialize<ChatCompletionChunk>(
            $$"""{{{Envelope}},"choices":[{"index":0,"delta":{{Message}},"finish_reason":"stop"}]}""")!;

        ChatCompletion completion = Build(chunk);

        AssertAllSet(chunk.Shared);
        AssertAllSet(completion.Shared);
        Assert.Equal(chunk.Shared with { Object = "chat.completion" }, completion.Shared);
    }

    [Fact]
    public void Delta_WithEveryProperty_IsWholeInTheMessage()
    {
        ChatDelta delta = JsonSerializer.Deserialize<ChatDelta>(Message)!;

        AssistantMessage message = Build(new() { Choices = [new() { Index = 0, Delta = delta }] }).Message;

        AssertAllSet(delta, nameof(ChatDelta.ContentParts));
        AssertAllSet(message);
    }

    [Fact]
    public void Message_WithEveryProperty_IsWholeInTheDelta()
    {
        AssistantMessage message = JsonSerializer.Deserialize<AssistantMessage>(Message)!;

        AssertAllSet(message);
        AssertAllSet(ChatDelta.FromMessage(message), nameof(ChatDelta.ContentParts));
    }

    [Fact]
    public void Usage_Added_HasTheSumOfEveryCount()
    {
        var one = new Usage();
        foreach (PropertyInfo property in Properties(typeof(Usage)))
            property.SetValue(one, property.PropertyType == typeof(long?) ? 1L : Details(property.PropertyType));

        Usage sum = one + one;

        AssertCounts(sum);
        AssertCounts(sum.CompletionTokensDetails!);
        AssertCounts(sum.PromptTokensDetails!);
    }

    private static object Details(Type type)
    {
        object details = Activator.CreateInstance(type)!;
        foreach (PropertyInfo property in Properties(type))
            property.SetValue(details, 1L);
        return details;
    }

    private static void AssertCounts(object counts) => Assert.All(
        Properties(counts.GetType()).Where(static property => property.PropertyType == typeof(long?)),
        property => Assert.Equal((property.Name, 2L), (property.Name, (long?)property.GetValue(counts))));

    private static void AssertAllSet(object record, params string[] except) => Assert.All(
        Properties(record.GetType()).Where(property => !except.Contains(property.Name)),
        property => Assert.True(property.GetValue(record) is not (null or ""), property.Name));

    private static PropertyInfo[] Properties(Type type)
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
