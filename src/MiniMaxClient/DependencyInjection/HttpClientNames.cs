namespace MiniMaxClient.DependencyInjection;

/// <summary>Maps the names of the clients' options to those of their HTTP clients.</summary>
internal static class HttpClientNames
{
    private const string Default = "MiniMaxClient";
    private const string KeyedPrefix = Default + ":";

    /// <summary>Gets the name of the HTTP client.</summary>
    /// <param name="clientName">The key of the client; null for the client without a key.</param>
    public static string GetName(string? clientName) => clientName is null ? Default : KeyedPrefix + clientName;

    /// <summary>Finds the name of the options of a client; null if the HTTP client belongs to none.</summary>
    /// <param name="httpClientName">The name of the HTTP client.</param>
    public static string? FindOptionsName(string? httpClientName) =>
        httpClientName == Default ? Microsoft.Extensions.Options.Options.DefaultName
        : httpClientName?.StartsWith(KeyedPrefix, StringComparison.Ordinal) == true ? httpClientName.Substring(KeyedPrefix.Length)
        : null;
}
