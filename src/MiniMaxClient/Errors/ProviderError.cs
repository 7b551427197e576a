namespace MiniMaxClient.Errors;

/// <summary>What a provider says about a failure, whatever form it says it in.</summary>
/// <param name="Message">Its words; null when it has none.</param>
/// <param name="Code">Its code, as text: <c>1008</c>, <c>rate_limit</c>.</param>
/// <param name="Type">Its kind, such as <c>authentication_error</c>.</param>
/// <param name="RequestId">Its id of the request.</param>
/// <param name="RetryAfter">How long it asks to wait.</param>
/// <param name="Status">The HTTP status that it names in the body, which may have come with another.</param>
internal sealed record ProviderError(
    string? Message,
    string? Code = null,
    string? Type = null,
    string? RequestId = null,
    TimeSpan? RetryAfter = null,
    int? Status = null);
