using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Represents what the checks of one target share: its client, its capabilities, and the first exchanges.</summary>
internal sealed class CheckContext(Target target, CheckClient client)
{
    private readonly Dictionary<string, Exchange> _exchanges = [];

    public Target Target => target;

    public CheckClient Client => client;

    public Assumptions Assumptions { get; } = target.Assumptions;

    public ModelCapabilities Capabilities { get; } = client.Adapter.GetCapabilities(target.Model);

    public bool IsMessages => target.Protocol == WireProtocol.Messages;

    /// <summary>Gets or sets the limit of the output of most requests, which is raised after a response was cut at it.</summary>
    public int MaxTokens { get; set; } = CheckCost.DefaultMaxTokens;

    /// <summary>Gets whether the target is a host, of which the library assumes nothing but the protocol.</summary>
    public bool IsHost => Target.Provider == Providers.Host;

    /// <summary>Determines whether a field is assumed to have an effect; null if the library sends it without knowing.</summary>
    public bool? Assumes(string field) =>
        Capabilities.IgnoredFields.Contains(field) ? false : Capabilities.Fields?.Contains(field);

    /// <summary>Determines whether a value is in a list of capabilities; null without a list, so that all are sent.</summary>
    public static bool? Allows(IReadOnlyCollection<string>? values, string value) => values?.Contains(value);

    /// <summary>Creates the finding for a behavior that every provider is assumed to have, and a host can lack.</summary>
    public Finding Expect(bool isAsExpected, string expected, string actual, Exchange? exchange = null) =>
        IsHost && !isAsExpected
            ? Finding.NotOffered(actual, exchange)
            : Finding.Expect(isAsExpected, expected, actual, exchange);

    /// <summary>Creates a request with a small limit of output, and the lowest effort if the model has levels.</summary>
    public ChatCompletionRequest CreateRequest(string prompt) => CreateRequest([ChatMessage.User(prompt)]);

    /// <inheritdoc cref="CreateRequest(string)"/>
    public ChatCompletionRequest CreateRequest(IReadOnlyList<ChatMessage> messages) => new()
    {
        Model = target.Model,
        Messages = messages,
        MaxTokens = MaxTokens,
        ReasoningEffort = HasLowEffort ? ReasoningEffort.Low : null,
    };

    /// <summary>Keeps an exchange for the checks that examine it.</summary>
    public void Keep(string checkId, Exchange exchange) => _exchanges[checkId] = exchange;

    /// <summary>Gets the exchange of an earlier check.</summary>
    /// <exception cref="NotRunException">The check did not run, or the request failed.</exception>
    public Exchange GetExchange(string checkId) =>
        _exchanges.TryGetValue(checkId, out Exchange? exchange) && exchange.Completion is not null
            ? exchange
            : throw new NotRunException($"requires the response of '{checkId}'") { Required = checkId };

    private bool HasLowEffort => Assumes("reasoning_effort") != false
        && Capabilities.ReasoningEfforts?.Contains(ReasoningEffort.Low) == true;
}

/// <summary>The exception that is thrown if a check cannot say anything about its assumption.</summary>
internal class NotRunException(string reason) : Exception(reason)
{
    /// <summary>Gets the id of a check whose response is required; null if there is none.</summary>
    public string? Required { get; init; }
}

/// <summary>The exception that is thrown if a response ends at the limit of the request, before its text.</summary>
internal sealed class CutException(long? limit) : NotRunException($"cut at {limit} tokens");
