using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Testing;

/// <summary>Represents a request that the emulator received, accepted or rejected.</summary>
public sealed class RecordedRequest
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RecordedRequest()
    {
    }

    /// <summary>Gets the name of the requested provider; empty if no provider has the address.</summary>
    /// <remarks>The names are MiniMax, AimlApi, RunApi, ModelsLab, OpenAICompatible and AnthropicCompatible.</remarks>
    public required string Provider { get; init; }

    /// <summary>Gets the HTTP method, in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>Gets the path and query that the real provider would receive, such as <c>/v1/chat/completions</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the headers by case-insensitive name; API keys in them are replaced by REDACTED.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Gets whether the request has an accepted API key where the provider reads it.</summary>
    public required bool HasValidKey { get; init; }

    /// <summary>
    /// Gets the index of the request's API key in <see cref="MiniMaxEmulator.ApiKeys"/>, also if the key's state rejects the
    /// request; null if the request has none of these keys.
    /// </summary>
    public int? KeyIndex { get; init; }

    /// <summary>Gets the bytes of the body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Gets the body decoded as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Gets the body parsed as JSON.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public JsonElement Json
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    /// <summary>Gets a task that completes if the client disconnects before the end of the response.</summary>
    /// <remarks>The task is canceled if the response ends in another way, so that a test that awaits it cannot hang.</remarks>
    public Task Aborted => _aborted.Task;

    /// <summary>Gets the HTTP status of the response; null before the response starts and if there is none.</summary>
    public int? Status { get; internal set; }

    internal void MarkAborted() => _aborted.TrySetResult();

    internal void MarkEnded() => _aborted.TrySetCanceled();
}
