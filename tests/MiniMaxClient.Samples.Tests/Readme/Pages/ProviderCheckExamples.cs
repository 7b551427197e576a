#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.ProviderCheckPage;

/// <summary>The guide to the provider check.</summary>
internal sealed class ProviderCheckExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Models()
    {
        #region models
        ProviderModel m3 = new() { Model = MiniMaxModels.M3, Inputs = [ModelInput.Text], Effort = [] };
        var runApi = new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi, Models = [m3] });
        #endregion
        using var client = new ChatCompletionsClient(runApi);
        ChatCompletionRequest request = new(
            MiniMaxModels.M3, [ChatMessage.User([ContentPart.FromImage(new Uri("https://example.com/start.png"))])]);
        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(request, cancellationToken));
    }

    public async Task Capabilities()
    {
        using var client = new ChatCompletionsClient(new CheckedAdapter(apiKey, $"{emulator.OpenAICompatible}"));
        ChatCompletionRequest request = new(MiniMaxModels.M3, [ChatMessage.User("Hello")])
        {
            Tools = [Tool.FromFunction("get_time")],
            ToolChoice = ToolChoice.Required,
        };
        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(request, cancellationToken));
        Assert.NotEmpty((await client.CompleteAsync(request with { ToolChoice = ToolChoice.Auto }, cancellationToken)).Text);
    }
}

#region capabilities
public sealed class CheckedAdapter(string apiKey, string endpoint) : OpenAICompatibleAdapter("checked", endpoint, apiKey)
{
    public override ModelCapabilities GetCapabilities(string model) =>
        base.GetCapabilities(model) with { ToolChoices = ["auto"], IgnoredFields = ["stop"] };
}
#endregion
