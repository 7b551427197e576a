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

    /// <summary>Determines whether the library sends a field and expects an effect.</summary>
    public bool Assumes(string field) =>
        Capabilities.Fields?.Contains(field) != false && !Capabilities.IgnoredFields.Contains(field);

    /// <summary>Determines whether a value is in a list of capabilities; null allows all values.</summary>
    public static bool Allows(IReadOnlyCollection<string>? values, string value) => values?.Contains(value) != false;

    /// <summary>Creates a request with a small limit of output, and the lowest effort if the model has levels.</summary>
    public ChatCompletionRequest CreateRequest(string prompt) => CreateRequest([ChatMessage.User(prompt)]);

    /// <inheritdoc cref="CreateRequest(string)"/>
    public ChatCompletionRequest CreateRequest(IReadOnlyList<ChatMessage> messages) => new()
    {
        Model = target.Model,
        Messages = messages,
        MaxTokens = CheckCost.DefaultMaxTokens,
        ReasoningEffort = HasLowEffort ? ReasoningEffort.Low : null,
    };

    /// <summary>Keeps an exchange for the checks that examine it.</summary>
    public void Keep(string checkId, Exchange exchange) => _exchanges[checkId] = exchange;

    /// <summary>Gets the exchange of an earlier check.</summary>
    /// <exception cref="PrerequisiteException">The check did not run, or the request failed.</exception>
    public Exchange GetExchange(string checkId) =>
        _exchanges.TryGetValue(checkId, out Exchange? exchange) && exchange.Completion is not null
            ? exchange
            : throw new PrerequisiteException($"requires the response of '{checkId}'");

    private bool HasLowEffort => Assumes("reasoning_effort")
        && Capabilities.ReasoningEfforts?.Contains(ReasoningEffort.Low) == true;
}

/// <summary>The exception that is thrown if a check needs the result of another one, which has none.</summary>
internal sealed class PrerequisiteException(string message) : Exception(message);
