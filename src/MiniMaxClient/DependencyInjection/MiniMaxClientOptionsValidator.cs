using Microsoft.Extensions.Options;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Validates the options and reports all problems in one message.</summary>
internal sealed class MiniMaxClientOptionsValidator : IValidateOptions<MiniMaxClientOptions>
{
    public ValidateOptionsResult Validate(string? name, MiniMaxClientOptions options)
    {
        var problems = new List<string>(options.BindingProblems);
        problems.AddRange(options.Client.GetProblems());
        problems.AddRange(options.Failover.GetProblems().Select(static problem => "Failover." + problem));
        if (!options.HasFailoverProviders)
            problems.AddRange(ProviderAdapterFactory.GetAdapterProblems(options));
        else
            problems.AddRange(GetProviderListProblems(options));
        if (problems.Count == 0)
            return ValidateOptionsResult.Success;
        string client = string.IsNullOrEmpty(name) ? "the MiniMax client" : $"the MiniMax client '{name}'";
        return ValidateOptionsResult.Fail($"Invalid configuration of {client}: {string.Join(" ", problems)}");
    }

    private static IEnumerable<string> GetProviderListProblems(MiniMaxClientOptions options)
    {
        if (options.Provider is not null || options.Adapter is not null)
            yield return "Provider and Providers are both set; set only one of them.";
        foreach (string name in GetMisplacedSettings(options))
            yield return $"{name} is set next to Providers; set it for each provider instead.";
        IReadOnlyList<MiniMaxClientOptions> providers = options.CreateFailoverProviders();
        for (int i = 0; i < providers.Count; i++)
        {
            MiniMaxClientOptions provider = providers[i];
            if (provider.HasFailoverProviders)
                yield return $"Providers:{i}:Providers is set; a list of providers cannot contain another list.";
            if (provider.Failover != new FailoverOptions())
                yield return $"Providers:{i}:Failover is set; set it once, next to Providers.";

            // All providers share the HttpClient and its connections.
            if (provider.Client.ConnectTimeout != options.Client.ConnectTimeout)
                yield return $"Providers:{i}:ConnectTimeout is set; set it once, next to Providers.";

            // The problems of the shared settings are already reported.
            IEnumerable<string> clientProblems = provider.Client.GetProblems().Except(options.Client.GetProblems());
            foreach (string problem in clientProblems.Concat(ProviderAdapterFactory.GetAdapterProblems(provider)))
                yield return $"Providers:{i}:{problem}";
        }
    }

    /// <summary>Gets the names of the settings for a single provider, which a list of providers would ignore.</summary>
    private static IEnumerable<string> GetMisplacedSettings(MiniMaxClientOptions options)
    {
        if (options.ApiKey is not null)
            yield return nameof(options.ApiKey);
        if (options.ApiKeys.Count > 0)
            yield return nameof(options.ApiKeys);
        if (options.ApiKeySource is not null)
            yield return nameof(options.ApiKeySource);
        if (options.BaseAddress is not null)
            yield return nameof(options.BaseAddress);
        if (options.AllowInsecureHttp)
            yield return nameof(options.AllowInsecureHttp);
        if (options.KeyInBody)
            yield return nameof(options.KeyInBody);
        if (options.UseMessages)
            yield return nameof(options.UseMessages);
        if (options.Region != MiniMaxRegion.Global)
            yield return nameof(options.Region);
        if (options.Models.Count > 0)
            yield return nameof(options.Models);
        if (options.DefaultMaxTokens is not null)
            yield return nameof(options.DefaultMaxTokens);
        if (options.Authentication is not null)
            yield return nameof(options.Authentication);
        if (options.Headers.Count > 0)
            yield return nameof(options.Headers);
        if (options.ChatPath is not null)
            yield return nameof(options.ChatPath);
        if (options.ThinkingStartsOpen)
            yield return nameof(options.ThinkingStartsOpen);
    }
}
