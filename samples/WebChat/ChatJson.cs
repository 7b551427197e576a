using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>The JSON types of the requests and responses between page and app.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ChatEvent))]
[JsonSerializable(typeof(ChatQuestion))]
[JsonSerializable(typeof(IEnumerable<ProviderChoice>))]
internal sealed partial class ChatJson : JsonSerializerContext;
