namespace MiniMaxClient.Samples.WebChat;

/// <summary>The app cannot start, because an environment variable contains an invalid API key.</summary>
internal sealed class InvalidApiKeyException(string keyVariable, ArgumentException innerException) : Exception(
    $"The app cannot start: {keyVariable} contains an invalid API key. {innerException.Message}", innerException);
