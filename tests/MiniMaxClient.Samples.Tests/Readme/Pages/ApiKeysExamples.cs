#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.ApiKeysPage;

/// <summary>The guide to API keys.</summary>
internal sealed class ApiKeysExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Sources()
    {
        const string secondKey = "second-key";

        #region sources
        var one = new AimlApiAdapter(apiKey);                                              // a key
        var several = new AimlApiAdapter(new ApiKeySource(apiKey, secondKey));             // several keys
        var vault = new AimlApiAdapter(new ApiKeySource(token => ReadKeyAsync(token)));    // the current key of a vault
        #endregion
        Assert.All([one, several, vault], static adapter => Assert.Equal("aimlapi", adapter.Name));
        var source = new ApiKeySource("revoked-key", apiKey);
        using var client = new ChatCompletionsClient(new AimlApiAdapter(source, new() { BaseAddress = emulator.AimlApi }));
        ChatCompletion completion = await client.CompleteAsync("Hi", MiniMaxModels.M3_1_Flash, cancellationToken);
        Assert.Equal([401, 200], completion.Call!.Attempts.Select(static attempt => attempt.StatusCode));
        using var ofVault = new ChatCompletionsClient(
            new AimlApiAdapter(new ApiKeySource(token => ReadKeyAsync(token)), new() { BaseAddress = emulator.AimlApi }));
        Assert.NotEmpty((await ofVault.CompleteAsync("Hi", MiniMaxModels.M3_1_Flash, cancellationToken)).Text);
    }

    private ValueTask<string> ReadKeyAsync(CancellationToken token) => new(token.IsCancellationRequested ? "" : apiKey);
}
