namespace MiniMaxClient.Providers;

/// <summary>Joins a base address and an endpoint's path.</summary>
internal static class EndpointUriBuilder
{
    private static readonly char[] PathPunctuation = [.. "-._~!$&'()*+,;=:@"];

    /// <summary>The address of the endpoint: what the base already has of the path is neither doubled nor dropped.</summary>
    /// <param name="baseAddress">The base, with none, some or all of the path.</param>
    /// <param name="path">The path of the endpoint, such as <c>v1/chat/completions</c>.</param>
    /// <param name="allowInsecureHttp">Whether <c>http</c> may leave the machine.</param>
    /// <param name="parameterName">The caller's name of the base.</param>
    /// <exception cref="ArgumentException">The base is not an address to which a key may be sent.</exception>
    public static Uri Combine(Uri baseAddress, string path, bool allowInsecureHttp, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(baseAddress, parameterName);
        ValidateBaseAddress(baseAddress, allowInsecureHttp, parameterName);
        string[] has = baseAddress.AbsolutePath.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        string[] wants = path.Split('/');
        int shared = Math.Min(has.Length, wants.Length);
        while (!HasOverlap(has, wants, shared))
            shared--;
        string joined = string.Join("/", has.Concat(wants.Skip(shared)));
        return new UriBuilder(baseAddress) { Path = joined }.Uri;
    }

    /// <summary>The address of a provider's endpoint: its own, or that of the options.</summary>
    /// <exception cref="ArgumentException">The options' address is not one to which a key may be sent.</exception>
    public static Uri CreateForProvider(Uri defaultAddress, string path, ProviderAdapterOptions? options) =>
        Combine(options?.BaseAddress ?? defaultAddress, path, options?.AllowInsecureHttp ?? false, nameof(options));

    /// <summary>The address of another endpoint of the same provider.</summary>
    /// <param name="endpoint">The address of an endpoint.</param>
    /// <param name="currentPath">Its path below the provider's root, with which its address ends.</param>
    /// <param name="siblingPath">The other's path below the root, with its query.</param>
    public static Uri GetSiblingEndpoint(Uri endpoint, string currentPath, string siblingPath)
    {
        string root = endpoint.AbsolutePath.Substring(0, endpoint.AbsolutePath.Length - currentPath.Length);
        string[] parts = siblingPath.Split('?');
        string query = string.Join("&", parts.Skip(1).Prepend(endpoint.Query.TrimStart('?')).Where(static q => q.Length > 0));
        return new UriBuilder(endpoint) { Path = root + parts[0], Query = query }.Uri;
    }

    /// <summary>The address in a text.</summary>
    /// <exception cref="ArgumentException">The text is no address.</exception>
    public static Uri Parse(string text, string parameterName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, parameterName);
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            ? address
            // The text is not quoted: it may be a key that was given in the address's place.
            : throw new ArgumentException("The text is not an absolute address such as https://host/v1.", parameterName);
    }

    /// <summary>A path below an address, without the slash at its start.</summary>
    /// <exception cref="ArgumentException">The path is empty, or has a query, a fragment or a segment of dots.</exception>
    public static string ValidatePath(string path, string parameterName)
    {
        string trimmed = path.Trim('/');
        return trimmed.Split('/').All(static part => part is not ("" or "." or "..") && part.All(IsPathCharacter))
            ? trimmed
            : throw new ArgumentException(
                "ChatPath is not a relative path without a query, such as v1/chat/completions.", parameterName);
    }

    // RFC 3986 3.3: pchar, without escapes, so that an address has the path as it is.
    private static bool IsPathCharacter(char c) => HeaderValidator.IsAsciiLetterOrDigit(c) || PathPunctuation.Contains(c);

    private static bool HasOverlap(string[] baseSegments, string[] pathSegments, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (baseSegments[baseSegments.Length - count + i] != pathSegments[i])
                return false;
        }

        return true;
    }

    private static void ValidateBaseAddress(Uri address, bool allowInsecureHttp, string parameterName)
    {
        if (!address.IsAbsoluteUri)
            throw new ArgumentException("The address is not absolute; it requires a scheme and a host.", parameterName);
        string shown = address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        if (address.UserInfo.Length > 0)
            throw new ArgumentException("The address contains a user name; pass the API key as the API key.", parameterName);
        if (address.Fragment.Length > 0)
            throw new ArgumentException($"The address '{shown}' has a fragment, which HTTP does not send.", parameterName);
        if (address.Scheme == "https" || (address.Scheme == "http" && (address.IsLoopback || allowInsecureHttp)))
            return;
        throw new ArgumentException(
            address.Scheme == "http"
                ? $"The address '{shown}' uses http, which is not encrypted. Use https, or set AllowInsecureHttp to true."
                // Not quoted: a key with a colon in it is an address of that scheme.
                : "The address has an unsupported scheme; use https.",
            parameterName);
    }
}
