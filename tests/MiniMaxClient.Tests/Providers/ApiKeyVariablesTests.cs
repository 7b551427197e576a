using MiniMaxClient.Providers;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

[Collection(nameof(RunsAlone))]
public sealed class ApiKeyVariablesTests
{
    public static TheoryData<string[], Func<MiniMaxEmulator?, IProviderAdapter>> Adapters { get; } = new()
    {
        { ["AIMLAPI_API_KEY"], static emulator => AimlApiAdapter.FromEnvironment(new() { BaseAddress = emulator?.AimlApi }) },
        { ["RUNAPI_API_KEY", "RUNAPI_KEY"], static emulator => RunApiAdapter.FromEnvironment(new() { BaseAddress = emulator?.RunApi }) },
        { ["MODELSLAB_API_KEY"], static emulator => ModelsLabAdapter.FromEnvironment(new() { BaseAddress = emulator?.ModelsLab }) },
        { ["MINIMAX_API_KEY"], static emulator => MiniMaxAdapter.FromEnvironment(new() { BaseAddress = emulator?.MiniMax }) },
    };

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task FromEnvironment_EachVariable_IsSent(string[] variables, Func<MiniMaxEmulator?, IProviderAdapter> create)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        foreach (string variable in variables)
        {
            using var environment = new ChangedEnvironment(variables);
            Environment.SetEnvironmentVariable(variable, emulator.ApiKey);
            using var client = new ChatCompletionsClient(create(emulator));

            await client.CompleteAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token);

            Assert.True(emulator.Requests[^1].HasValidKey);
        }
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public void FromEnvironment_NotSet_NamesTheVariables(string[] variables, Func<MiniMaxEmulator?, IProviderAdapter> create)
    {
        foreach (string? value in (string?[])[null, "", " \t"])
        {
            using var environment = new ChangedEnvironment(variables);
            Environment.SetEnvironmentVariable(variables[0], value);

            var e = Assert.Throws<InvalidOperationException>(() => create(null));

            Assert.Equal(
                $"The environment variable {string.Join(" or ", variables)} is not set; it must contain the API key.", e.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public void FromEnvironment_InvalidKey_IsRejectedWithoutIt(string[] variables, Func<MiniMaxEmulator?, IProviderAdapter> create)
    {
        using var environment = new ChangedEnvironment(variables);
        Environment.SetEnvironmentVariable(variables[^1], "key with spaces");

        var e = Assert.Throws<ArgumentException>(() => create(null));

        Assert.Contains("contains white space", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("key with", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromEnvironment_BothVariablesOfRunApi_ReadsThatOfItsSdks()
    {
        using var environment = new ChangedEnvironment(ApiKeyVariables.RunApi);
        Environment.SetEnvironmentVariable("RUNAPI_API_KEY", "key-of-the-sdks");
        Environment.SetEnvironmentVariable("RUNAPI_KEY", "other-key");

        Assert.Equal("key-of-the-sdks", ApiKeyVariables.ReadKey(ApiKeyVariables.RunApi));
        Assert.Equal("RUNAPI_API_KEY", ApiKeyVariables.FindName(ApiKeyVariables.RunApi));
    }

    /// <summary>Unsets variables until it is disposed.</summary>
    private sealed class ChangedEnvironment : IDisposable
    {
        private readonly Dictionary<string, string?> _previous;

        public ChangedEnvironment(string[] variables)
        {
            _previous = variables.ToDictionary(static name => name, Environment.GetEnvironmentVariable);
            foreach (string variable in variables)
                Environment.SetEnvironmentVariable(variable, null);
        }

        public void Dispose()
        {
            foreach (KeyValuePair<string, string?> variable in _previous)
                Environment.SetEnvironmentVariable(variable.Key, variable.Value);
        }
    }
}
