using Microsoft.Extensions.Options;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Finds every problem of the options and reports them in one message.</summary>
internal sealed class MiniMaxClientOptionsValidation : IValidateOptions<MiniMaxClientOptions>
{
    public ValidateOptionsResult Validate(string? name, MiniMaxClientOptions options)
    {
        var problems = new List<string>(options.Problems);
        problems.AddRange(options.Client.Problems());
        problems.AddRange(options.Failover.Problems().Select(static problem => "Failover." + problem));
        if (options.Providers.Count == 0)
            problems.AddRange(ProviderChoice.Problems(options));
        else
            problems.AddRange(ProblemsOfProviders(options));
        if (problems.Count == 0)
            return ValidateOptionsResult.Success;
        string client = string.IsNullOrEmpty(name) ? "the MiniMax client" : $"the MiniMax client '{name}'";
        return ValidateOptionsResult.Fail($"The settings of {client} are wrong. {string.Join(" ", problems)}");
    }

    private static IEnumerable<string> ProblemsOfProviders(MiniMaxClientOptions options)
    {
        if (options.Provider is not null || options.Adapter is not null)
            yield return "Provider and Providers are both set; it must be one of them.";
        for (int i = 0; i < options.Providers.Count; i++)
        {
            MiniMaxClientOptions provider = options.Providers[i];
            if (provider.Providers.Count > 0)
                yield return $"Providers:{i}:Providers is set; a list of providers has no other list in it.";

            // What all have from the options around them is reported once.
            IEnumerable<string> own = provider.Client.Problems().Except(options.Client.Problems());
            foreach (string problem in own.Concat(ProviderChoice.Problems(provider)))
                yield return $"Providers:{i}:{problem}";
        }
    }
}
