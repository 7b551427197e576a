namespace MiniMaxClient.Samples.Bulk;

/// <summary>The exception that is thrown if the command line is invalid.</summary>
internal sealed class UsageException(string message) : Exception(message);
