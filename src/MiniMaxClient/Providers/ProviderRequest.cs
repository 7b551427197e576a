using System.Diagnostics;

namespace MiniMaxClient;

/// <summary>Where a request's body is sent, and with which headers.</summary>
public sealed class ProviderRequest
{
    private static readonly Dictionary<string, string> None = [];

    /// <summary>The address, complete.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The method; with GET no body is sent.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>The headers, the one with the key included, which no debugger shows.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IReadOnlyDictionary<string, string> Headers { get; init; } = None;

    /// <summary>The address, without its query and without the headers.</summary>
    public override string ToString() => Uri.GetLeftPart(UriPartial.Path);
}
