using System.Diagnostics;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>Represents the address, the method and the headers of a request, whose body is written separately.</summary>
public sealed record ProviderRequest
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    /// <summary>The complete address; its query, which may have a key in it, is shown by no debugger.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public required Uri Uri { get; init; }

    /// <summary>The method; with GET no body is sent.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>The headers, the one with the key included, which no debugger shows.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = NoHeaders;

    /// <summary>
    /// Gets the secrets in the request that the client cannot recognize: a key in the body, or in a header or query parameter
    /// whose name does not say so.
    /// </summary>
    /// <remarks>
    /// The client hides them in messages, logs and exceptions. Headers and query parameters whose names suggest a secret need
    /// not be listed; <see cref="AdapterOptions.Headers"/> has the names.
    /// </remarks>
    /// <value>Default: none.</value>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>The address, without its query and without the headers.</summary>
    public override string ToString() => Uri.GetLeftPart(UriPartial.Path);
}
