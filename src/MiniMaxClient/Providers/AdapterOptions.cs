using System.Diagnostics;
using System.Text.Json.Serialization;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Represents the options that all adapters of the library share.</summary>
public abstract record AdapterOptions
{
    private protected AdapterOptions()
    {
    }

    /// <summary>Gets how the API key is sent.</summary>
    /// <value>Default: the provider's own; for compatible adapters <see cref="ProviderAuthentication.Bearer"/>.</value>
    public ProviderAuthentication? Authentication { get; init; }

    /// <summary>
    /// Gets the headers of every request: chat, model lists and token counts. A header of <see cref="RequestOptions.Headers"/>
    /// replaces the one of the same name.
    /// </summary>
    /// <remarks>
    /// A value is redacted in messages, logs and exceptions if the name contains <c>authorization</c>, <c>key</c>, <c>token</c>,
    /// <c>secret</c>, <c>cookie</c>, <c>password</c>, <c>credential</c> or <c>signature</c>, and the value has at least 8
    /// characters. Headers that describe the connection or the body, such as <c>Host</c> and <c>Content-Type</c>, are invalid.
    /// </remarks>
    /// <value>Default: none.</value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets whether requests may be sent over <c>http</c> to a host other than this machine.</summary>
    /// <value>Default: false.</value>
    public bool AllowInsecureHttp { get; init; }

    /// <summary>Gets the maximum number of tokens of requests that set none; at least 1.</summary>
    /// <value>
    /// Range: at least 1. Default: null, which is 16,384 for ModelsLab and in the Anthropic style, which requires a limit (except
    /// at MiniMax), and the provider's own limit otherwise.
    /// </value>
    public int? DefaultMaxTokens { get; init; }

    /// <summary>Gets the models that the application adds to the adapter's table, or changes in it.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<ProviderModel> Models { get; init; } = [];

    /// <summary>Gets a message for each invalid option.</summary>
    internal IEnumerable<string> GetProblems()
    {
        if (DefaultMaxTokens < 1)
            yield return $"DefaultMaxTokens is {DefaultMaxTokens}; it must be at least 1.";
        foreach (string problem in ProviderModel.GetProblems(Models ?? throw new ArgumentException("Models is null.")))
            yield return problem;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, string> header in Headers ?? throw new ArgumentException("Headers is null."))
        {
            string path = HeaderValidator.GetHeaderPath(header.Key);
            if (HeaderValidator.GetHeaderProblem(header.Key, header.Value) is { } problem)
                yield return $"{path} {problem}.";
            else if (!names.Add(header.Key))
                yield return $"{path} is set twice.";
        }
    }
}
