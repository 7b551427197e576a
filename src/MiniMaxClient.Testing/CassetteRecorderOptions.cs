namespace MiniMaxClient.Testing;

/// <summary>Settings of a <see cref="CassetteRecorder"/>.</summary>
public sealed record CassetteRecorderOptions
{
    internal const int MinSecretLength = 8;

    /// <summary>
    /// The secrets that are removed from the recording in addition to those of the requests. Range: at least 8 characters each.
    /// Default: none.
    /// </summary>
    /// <remarks>
    /// The recorder finds the secrets of a request in headers and query parameters whose names suggest one, such as
    /// <c>Authorization</c>, <c>x-api-key</c> and <c>?key=</c>, and in the properties <c>key</c> and <c>api_key</c> of the body.
    /// </remarks>
    public IReadOnlyCollection<string> Secrets { get; init; } = [];

    /// <summary>
    /// The response headers that are not recorded, in addition to those whose names suggest a secret, such as <c>Set-Cookie</c>,
    /// an account or organization, and those that describe the server or the moment, such as <c>Date</c>. Default: none.
    /// </summary>
    public IReadOnlyCollection<string> RemovedHeaders { get; init; } = [];

    /// <summary>
    /// The JSON properties and query parameters whose values are replaced by <c>~REDACTED~</c>, a number of a response by 0, in
    /// addition to user_id, account_id, organization_id, org_id, group_id, customer_id and email. Default: none.
    /// </summary>
    /// <remarks>Upper and lower case, <c>_</c> and <c>-</c> in the names have no meaning.</remarks>
    public IReadOnlyCollection<string> RemovedProperties { get; init; } = [];

    /// <summary>
    /// The request headers that are recorded and compared, in addition to <c>Content-Type</c>, <c>anthropic-version</c> and
    /// <c>anthropic-beta</c>. Default: none.
    /// </summary>
    public IReadOnlyCollection<string> RequestHeaders { get; init; } = [];

    /// <summary>
    /// Whether the delays and sizes in which a response arrived are recorded. Default: true; with false, two recordings of the
    /// same responses are equal.
    /// </summary>
    public bool RecordTiming { get; init; } = true;

    /// <summary>
    /// The maximum number of bytes of a response that are recorded; the client receives all. Range: at least 1. Default: 64 MiB.
    /// </summary>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The clock for the recorded delays. Default: the system clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Secrets);
        foreach (string secret in Secrets)
        {
            ArgumentNullException.ThrowIfNull(secret, nameof(Secrets));
            // A shorter one would also be found in text that has nothing to do with it.
            ArgumentOutOfRangeException.ThrowIfLessThan(secret.Length, MinSecretLength, nameof(Secrets));
        }

        ValidateNames(RemovedHeaders, nameof(RemovedHeaders));
        ValidateNames(RemovedProperties, nameof(RemovedProperties));
        ValidateNames(RequestHeaders, nameof(RequestHeaders));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxResponseBytes, 1);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }

    private static void ValidateNames(IReadOnlyCollection<string> names, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(names, parameterName);
        foreach (string name in names)
            ArgumentException.ThrowIfNullOrWhiteSpace(name, parameterName);
    }
}
