using System.Diagnostics;
using System.Text.Json.Serialization;
using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Represents the address, the method and the headers of a request, whose body is written separately.</summary>
public sealed record ProviderRequest
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    /// <summary>Gets the complete address.</summary>
    /// <remarks>Debugger views hide it, because its query can contain a key.</remarks>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required Uri Uri { get; init; }

    /// <summary>Gets the HTTP method. A GET request is sent without a body.</summary>
    /// <value>Default: POST.</value>
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>Gets the headers, including the one that carries the key.</summary>
    /// <remarks>
    /// Debugger views hide them. With an <see cref="ApiKeySource"/> of several keys or of a delegate, the client adds the header
    /// of the key to each attempt, unless this property has it.
    /// </remarks>
    /// <value>Default: none.</value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoHeaders;

    /// <summary>
    /// Gets the secrets in the request that the client cannot recognize: a key in the body, or in a header or query parameter
    /// whose name does not identify it as a secret.
    /// </summary>
    /// <remarks>
    /// The client redacts them in messages, logs and exceptions. Headers and query parameters whose names identify a secret need
    /// not be listed; <see cref="AdapterOptions.Headers"/> documents the names.
    /// </remarks>
    /// <value>Default: none.</value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Gets where the client adds the key to each attempt; null if the request is complete.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal KeyPlacement? Key { get; init; }

    /// <summary>Returns the address without its query.</summary>
    public override string ToString() => Uri.GetLeftPart(UriPartial.Path);
}
