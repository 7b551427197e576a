using Microsoft.Extensions.Options;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Finds every problem of the options and reports them in one message.</summary>
internal sealed class MiniMaxClientOptionsValidation : IValidateOptions<MiniMaxClientOptions>
{
    public ValidateOptionsResult Validate(string? name, MiniMaxClientOptions options)
    {
        var problems = new List<string>(options.Problems);
        problems.AddRange(ClientOptions(options).Problems());
        problems.AddRange(ProviderChoice.Problems(options));
        if (problems.Count == 0)
            return ValidateOptionsResult.Success;
        string client = string.IsNullOrEmpty(name) ? "the MiniMax client" : $"the MiniMax client '{name}'";
        return ValidateOptionsResult.Fail($"The settings of {client} are wrong. {string.Join(" ", problems)}");
    }

    public static ChatCompletionsClientOptions ClientOptions(MiniMaxClientOptions options) => new()
    {
        Timeout = options.Timeout,
        UnsupportedFields = options.UnsupportedFields,
        MaxResponseBytes = options.MaxResponseBytes,
        MaxEventBytes = options.MaxEventBytes,
    };
}
