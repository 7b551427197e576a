using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Writes and reads the JSON of a conversation: its version and its request.</summary>
internal static class ConversationJson
{
    private const int Version = 1;
    private const string VersionProperty = "version";
    private const string RequestProperty = "request";
    private const string MessagesProperty = "messages";

    public static string Write(ChatCompletionRequest request) => Encoding.UTF8.GetString(JsonText.WriteToBytes(json =>
    {
        json.WriteStartObject();
        json.WriteNumber(VersionProperty, Version);
        json.WritePropertyName(RequestProperty);
        request.Write(json);
        json.WriteEndObject();
    }));

    /// <exception cref="JsonException">The text is not a conversation of this version.</exception>
    public static ChatCompletionRequest Read(string text)
    {
        using JsonDocument document = JsonDocument.Parse(
            Encoding.UTF8.GetBytes(text), new() { MaxDepth = JsonSettings.MaxStoredDepth });
        JsonElement root = document.RootElement;
        JsonElement version = JsonText.GetProperty(root, VersionProperty);
        if (version.ValueKind != JsonValueKind.Number)
            throw new JsonException($"The text is not a conversation: {VersionProperty} is missing.");
        if (!version.TryGetInt32(out int number) || number != Version)
        {
            throw new JsonException(
                $"The conversation has version {version.GetRawText()}; this library reads version {Version}.");
        }

        if (root.GetPropertyCount() != 2)
            throw new JsonException($"A conversation has {VersionProperty} and {RequestProperty}, each once, and nothing else.");
        JsonElement request = JsonText.GetProperty(root, RequestProperty);
        JsonElement messages = JsonText.GetProperty(request, MessagesProperty);
        // Otherwise, they would be kept as an additional property, and the history would seem to be empty.
        if (messages.ValueKind != JsonValueKind.Array || !messages.EnumerateArray().All(IsMessage))
            throw new JsonException($"{RequestProperty}.{MessagesProperty} is not an array of messages with a role.");
        if (HasDuplicates(request) || messages.EnumerateArray().Any(HasDuplicates))
            throw new JsonException($"{RequestProperty} or one of its messages has a property twice.");
        return ReadRequest(request);
    }

    private static bool HasDuplicates(JsonElement json) =>
        json.EnumerateObject().GroupBy(static property => property.Name, StringComparer.Ordinal).Any(
            static group => group.Skip(1).Any());

    private static bool IsMessage(JsonElement message) =>
        JsonText.GetProperty(message, "role").ValueKind == JsonValueKind.String;

    private static ChatCompletionRequest ReadRequest(JsonElement request)
    {
        var json = new Utf8JsonReader(
            JsonText.GetRawUtf8(request), new JsonReaderOptions { MaxDepth = JsonSettings.MaxStoredDepth });
        json.Read();
        try
        {
            return JsonFunctionTable.GetFunctions<ChatCompletionRequest>().Read(ref json)!;
        }
        catch (MiniMaxInvalidResponseException e)
        {
            throw new JsonException(e.Message, e);
        }
    }
}
