#region provider
using MiniMaxClient;

namespace Acme;

/// <summary>Acme's chat, by <c>https://docs.acme.example/chat</c>.</summary>
public sealed class AcmeAdapter(string apiKey, string endpoint = "https://api.acme.example")
    : OpenAICompatibleAdapter("acme", endpoint, apiKey, new()
    {
        ChatPath = "v2/generate",
        Authentication = ProviderAuthentication.Header("api-key"),
        Headers = new Dictionary<string, string> { ["X-Acme-Region"] = "eu" },
    })
{
    private static readonly ModelCapabilities Capabilities = new()
    {
        Source = "Acme's chat page",
        Fields = ["max_tokens", "temperature", "stop", "tools", "tool_choice"],
        UserPartTypes = ["text"],
    };

    public override ModelCapabilities GetCapabilities(string model) => Capabilities;

    public override string MapModel(string model) => model == MiniMaxModels.M2_1 ? "acme/minimax-m2.1" : model;
}
#endregion
