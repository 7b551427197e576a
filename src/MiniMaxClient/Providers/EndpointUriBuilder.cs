namespace MiniMaxClient.Providers;

/// <summary>Builds the addresses of a provider's endpoints.</summary>
internal static class EndpointUriBuilder
{
    private static readonly char[] PathPunctuation = [.. "-._~!$&'()*+,;=:@"];

    /// <summary>Combines a base address and the path of an endpoint, without repeating the segments that they share.</summary>
    /// <param name="baseAddress">The base address, which can end with the path or with its first segments.</param>
    /// <param name="path">The path of the endpoint, such as <c>v1/chat/completions</c>.</param>
    /// <param name="allowInsecureHttp">Whether <c>http</c> is allowed for a host other than this machine.</param>
    /// <param name="parameterName">The name of the caller's parameter.</param>
    /// <exception cref="ArgumentException">The API key must not be sent to the base address.</exception>
    public static Uri Combine(Uri baseAddress, string path, bool allowInsecureHttp, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(baseAddress, parameterName);
        ValidateBaseAddress(baseAddress, allowInsecureHttp, parameterName);
        string[] baseSegments = baseAddress.AbsolutePath.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
        string[] pathSegments = path.Split('/');
        int overlap = Math.Min(baseSegments.Length, pathSegments.Length);
        while (!HasOverlap(baseSegments, pathSegments, overlap))
            overlap--;
        string combined = string.Join("/", baseSegments.Concat(pathSegments.Skip(overlap)));
        return new UriBuilder(baseAddress) { Path = combined }.Uri;
    }

    /// <summary>Creates the address of a provider's endpoint below its own address or that of the options.</summary>
    /// <exception cref="ArgumentException">The API key must not be sent to the address of the options.</exception>
    public static Uri CreateForProvider(Uri defaultAddress, string path, ProviderAdapterOptions? options) =>
        Combine(options?.BaseAddress ?? defaultAddress, path, options?.AllowInsecureHttp ?? false, nameof(options));

    /// <summary>Removes the first of the paths with which an address ends.</summary>
    public static Uri RemovePath(Uri address, IEnumerable<string> paths)
    {
        string current = address.AbsolutePath.TrimEnd('/');
        return paths.FirstOrDefault(path => current.EndsWith("/" + path, StringComparison.Ordinal)) is { } path
            ? new UriBuilder(address) { Path = current.Substring(0, current.Length - path.Length) }.Uri
            : address;
    }

    /// <summary>Gets the address of another endpoint of the same provider.</summary>
    /// <param name="endpoint">The address of an endpoint.</param>
    /// <param name="currentPath">The path with which <paramref name="endpoint"/> ends.</param>
    /// <param name="siblingPath">The path of the other endpoint below the same root, with its query.</param>
    public static Uri GetSiblingEndpoint(Uri endpoint, string currentPath, string siblingPath)
    {
        string root = endpoint.AbsolutePath.Substring(0, endpoint.AbsolutePath.Length - currentPath.Length);
        string[] parts = siblingPath.Split('?');
        string query = string.Join("&", parts.Skip(1).Prepend(endpoint.Query.TrimStart('?')).Where(static q => q.Length > 0));
        return new UriBuilder(endpoint) { Path = root + parts[0], Query = query }.Uri;
    }

    /// <summary>Parses an absolute address.</summary>
    /// <exception cref="ArgumentException">The text is not an absolute address.</exception>
    public static Uri Parse(string text, string parameterName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, parameterName);
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            ? address
            // Not quoted: the text can be a key, if the caller swapped two arguments.
            : throw new ArgumentException("The text is not an absolute address such as https://host/v1.", parameterName);
    }

    /// <summary>
    /// Determines whether a scheme is one of those that Microsoft.Extensions.ServiceDiscovery replaces by http or https.
    /// </summary>
    public static bool IsServiceDiscoveryScheme(string scheme) => scheme is "https+http" or "http+https";

    /// <summary>Validates a relative path and returns it without slashes at its start and end.</summary>
    /// <exception cref="ArgumentException">The path is empty or has a query, a fragment or a dot segment.</exception>
    public static string ValidatePath(string path, string parameterName)
    {
        string trimmed = path.Trim('/');
        return trimmed.Split('/').All(static part => part is not ("" or "." or "..") && part.All(IsPathCharacter))
            ? trimmed
            : throw new ArgumentException(
                "ChatPath is not a relative path without a query, such as v1/chat/completions.", parameterName);
    }

    // RFC 3986 section 3.3, pchar without percent-encoding, so that the path is sent unchanged.
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
        bool isHttpAllowed = address.Scheme == "http" || IsServiceDiscoveryScheme(address.Scheme);
        if (address.Scheme == "https" || (isHttpAllowed && (address.IsLoopback || allowInsecureHttp)))
            return;
        throw new ArgumentException(
            isHttpAllowed
                ? $"The address '{shown}' uses http, which is not encrypted. Use https, or set AllowInsecureHttp to true."
                // Not quoted: a key that contains a colon parses as an address with that scheme.
                : "The address has an unsupported scheme; use https.",
            parameterName);
    }
}
