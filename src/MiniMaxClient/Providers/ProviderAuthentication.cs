using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Specifies how an adapter sends its API key.</summary>
/// <remarks>It does not contain the key. Wherever the key is sent, it is hidden in messages, logs and exceptions.</remarks>
public sealed record ProviderAuthentication
{
    private ProviderAuthentication(string? headerName, string? scheme, string? bodyProperty)
    {
        HeaderName = headerName;
        Scheme = scheme;
        BodyProperty = bodyProperty;
    }

    /// <summary>Gets the authentication by the header <c>Authorization: Bearer KEY</c>.</summary>
    public static ProviderAuthentication Bearer { get; } = new("Authorization", "Bearer", null);

    /// <summary>Gets the authentication that does not send the key.</summary>
    /// <remarks>For an adapter that sends it in another way, by <see cref="ProviderAdapter.PrepareRequest"/>.</remarks>
    public static ProviderAuthentication None { get; } = new(null, null, null);

    /// <summary>Gets the name of the header that carries the key, or null if no header does.</summary>
    public string? HeaderName { get; }

    /// <summary>Gets the scheme before the key in the header, or null if there is none.</summary>
    public string? Scheme { get; }

    /// <summary>Gets the name of the property of the chat request's body that has the key, or null if none has.</summary>
    public string? BodyProperty { get; }

    /// <summary>Creates the authentication by a header, such as <c>api-key: KEY</c>.</summary>
    /// <param name="name">The name of the header.</param>
    /// <param name="scheme">The word before the key, such as <c>Bearer</c>; null or empty for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="name"/> is not a header name or is a header that the client sets itself, or <paramref name="scheme"/> is
    /// not a single word.
    /// </exception>
    public static ProviderAuthentication Header(string name, string? scheme = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (HeaderValidator.GetHeaderProblem(name, "") is { } problem)
            throw new ArgumentException($"The name {problem}.", nameof(name));
        if (scheme is { Length: > 0 } && !HeaderValidator.IsValidName(scheme))
            throw new ArgumentException("The scheme is not a single token such as Bearer.", nameof(scheme));
        return new(name, scheme is { Length: > 0 } ? scheme : null, null);
    }

    /// <summary>Creates the authentication by a property of the request's body, such as <c>"key": "KEY"</c>.</summary>
    /// <remarks>Model lists and token counts send the key as a Bearer token instead.</remarks>
    /// <param name="property">The name of the property, 1 to 64 of A-Z a-z 0-9 _ -.</param>
    /// <exception cref="ArgumentNullException"><paramref name="property"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="property"/> is not such a name, or is the name of a field of the request.
    /// </exception>
    public static ProviderAuthentication Body(string property = "key")
    {
        ArgumentNullException.ThrowIfNull(property);
        if (property.Length is < 1 or > 64
            || !property.All(static c => HeaderValidator.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            throw new ArgumentException("The property's name is not 1 to 64 of A-Z a-z 0-9 _ -.", nameof(property));
        if (property is "model" or "messages" or "stream" or "model_id" or "system"
            || RequestField.All.Any(field => field.Name == property))
            throw new ArgumentException("The property's name is the name of a request field.", nameof(property));
        return new(null, null, property);
    }

    /// <summary>Adds the header with a key.</summary>
    internal void AddKeyHeader(Dictionary<string, string> headers, string key)
    {
        if (HeaderName is not null)
            headers[HeaderName] = Scheme is null ? key : $"{Scheme} {key}";
    }
}
