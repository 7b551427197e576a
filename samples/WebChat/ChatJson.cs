using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>The JSON between the page and the app.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ChatEvent))]
[JsonSerializable(typeof(ChatQuestion))]
[JsonSerializable(typeof(IEnumerable<ProviderChoice>))]
internal sealed partial class ChatJson : JsonSerializerContext;
