namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>The exception that is thrown if the command line or the environment is invalid.</summary>
internal sealed class UsageException(string message) : Exception(message);
