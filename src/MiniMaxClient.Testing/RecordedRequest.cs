using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Testing;

/// <summary>A request that the emulator received, answered or refused.</summary>
public sealed class RecordedRequest
{
    private readonly TaskCompletionSource _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal RecordedRequest()
    {
    }

    /// <summary>The provider called, by the name of its base address, or empty when it is none of them.</summary>
    /// <remarks>AimlApi, RunApi, ModelsLab, OpenAICompatible or AnthropicCompatible.</remarks>
    public required string Provider { get; init; }

    /// <summary>The HTTP method, in upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The path and query as the real provider would see them, such as <c>/v1/chat/completions</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The headers by name in any case; those that carry a key show REDACTED in its place.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Whether the accepted key came in a place where the provider looks for it.</summary>
    public required bool HasValidKey { get; init; }

    /// <summary>The bytes of the body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The body read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body read as JSON.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public JsonElement Json
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    /// <summary>A task that completes when the client leaves before the response has ended.</summary>
    /// <remarks>It is canceled when the response ends in another way, so that a test that awaits it cannot hang.</remarks>
    public Task Aborted => _aborted.Task;

    /// <summary>The HTTP status of the response, null before it begins and when there is none.</summary>
    public int? Status { get; internal set; }

    internal void MarkAborted() => _aborted.TrySetResult();

    internal void MarkEnded() => _aborted.TrySetCanceled();
}
