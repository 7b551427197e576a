using System.Buffers;

namespace MiniMaxClient.Samples.Tests.Documents;

#region provider
// https://docs.acme.example/chat
/// <summary>Acme, <c>https://api.acme.example</c>.</summary>
public sealed class AcmeAdapter(string apiKey, string address = "https://api.acme.example/v1")
    : OpenAICompatibleAdapter("acme", address, apiKey)
{
    private static readonly ModelCapabilities Capabilities = new()
    {
        Source = "Acme's chat page",
        Fields = ["max_tokens", "temperature", "stop", "tools", "tool_choice"],
        Ranges = new Dictionary<string, NumberRange> { ["max_tokens"] = new(1, 8192), ["temperature"] = new(0, 1) },
        Roles = [ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool],
        UserParts = ["text"],
    };

    public override ModelCapabilities GetCapabilities(string model) => Capabilities;

    public override string MapModel(string model) => model switch
    {
        MiniMaxModels.M2_1 => "acme/minimax-m2.1",
        MiniMaxModels.M2_7 => "acme/minimax-m2.7",
        _ => model,
    };

    public override ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, IBufferWriter<byte> body)
    {
        ProviderRequest target = base.WriteRequest(request, stream, body);
        return new() { Uri = target.Uri, Headers = new Dictionary<string, string>(target.Headers) { ["X-Acme-Region"] = "eu" } };
    }
}
#endregion
