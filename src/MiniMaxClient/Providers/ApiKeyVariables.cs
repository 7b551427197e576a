namespace MiniMaxClient.Providers;

/// <summary>Reads API keys from environment variables.</summary>
internal static class ApiKeyVariables
{
    /// <summary>The variables of RunAPI, in the order in which they are read.</summary>
    public static readonly string[] RunApi =
        [RunApiAdapter.ApiKeyEnvironmentVariable, RunApiAdapter.AlternativeApiKeyEnvironmentVariable];

    /// <summary>Finds the first variable that is set; white space counts as not set.</summary>
    public static string? FindName(string[] names) =>
        names.FirstOrDefault(static name => !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(name)));

    /// <summary>Reads the key of the first variable that is set.</summary>
    /// <exception cref="InvalidOperationException">No variable is set.</exception>
    public static string ReadKey(params string[] names) => FindName(names) is { } name
        ? Environment.GetEnvironmentVariable(name)!
        : throw new InvalidOperationException(
            $"The environment variable {string.Join(" or ", names)} is not set; it must contain the API key.");
}
