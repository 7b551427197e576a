using MiniMaxClient.Providers;

namespace MiniMaxClient;

/// <summary>Specifies how an adapter sends its API key.</summary>
/// <remarks>It does not contain the key. The key is redacted in messages, logs and exceptions however it is sent.</remarks>
public sealed record ProviderAuthentication
{
    private ProviderAuthentication(string? headerName, string? scheme, string? bodyProperty)
    {
        HeaderName = headerName;
        Scheme = scheme;
        BodyProperty = bodyProperty;
    }

    /// <summary>Gets the authentication that sends the header <c>Authorization: Bearer KEY</c>.</summary>
    public static ProviderAuthentication Bearer { get; } = new("Authorization", "Bearer", null);

    /// <summary>Gets the authentication that does not send the key.</summary>
    /// <remarks>Use it in an adapter whose <see cref="ProviderAdapter.PrepareRequest"/> adds the credentials.</remarks>
    public static ProviderAuthentication None { get; } = new(null, null, null);

    /// <summary>Gets the name of the header that carries the key, or null if no header does.</summary>
    public string? HeaderName { get; }

    /// <summary>Gets the scheme before the key in the header, or null if there is none.</summary>
    public string? Scheme { get; }

    /// <summary>Gets the name of the property of the chat request's body that carries the key, or null if none does.</summary>
    public string? BodyProperty { get; }

    /// <summary>Creates an authentication that sends the key in a header, such as <c>api-key: KEY</c>.</summary>
    /// <param name="name">The name of the header.</param>
    /// <param name="scheme">The scheme before the key, such as <c>Bearer</c>; null or empty for none.</param>
    /// <returns>The authentication.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="name"/> is not a header name or is a header that the client sets itself, or <paramref name="scheme"/> is
    /// not a single token.
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

    /// <summary>Creates an authentication that sends the key in the body of chat requests, such as <c>"key": "KEY"</c>.</summary>
    /// <remarks>Requests for model lists and token counts send the key as a Bearer token instead.</remarks>
    /// <param name="property">The name of the property: 1 to 64 of A-Z a-z 0-9 _ -.</param>
    /// <returns>The authentication.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="property"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="property"/> is not a valid name or is the name of a request field.
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
}
