using System.Text.Json;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient.Agents;

/// <summary>
/// A request for structured output: it selects the form by the providers' capabilities and falls back to an instruction where the
/// provider rejects the form.
/// </summary>
/// <remarks>Typed calls, tool runs and the <c>IChatClient</c> adapter share it.</remarks>
internal sealed class AnswerRequest
{
    private readonly ChatCompletionRequest _request;
    private readonly AnswerSchema? _schema;
    private readonly ResponseFormat? _schemaFormat;
    private bool _isAccepted;

    /// <param name="request">The request of the caller.</param>
    /// <param name="schema">The schema; null where any JSON object will do.</param>
    /// <param name="mode">The mode; not <see cref="StructuredOutputMode.Auto"/>.</param>
    /// <param name="schemaFormat">The response format with the schema; null for one made from the schema.</param>
    public AnswerRequest(
        ChatCompletionRequest request, AnswerSchema? schema, StructuredOutputMode mode, ResponseFormat? schemaFormat = null)
    {
        _request = request;
        _schema = schema;
        _schemaFormat = schemaFormat;
        ToolName = FreeName(request.Tools ?? []);
        Mode = mode;
        Current = Create(mode);
    }

    /// <summary>The name of the tool that takes the answer, which none of the caller's tools has.</summary>
    public string ToolName { get; }

    /// <summary>The mode of the request.</summary>
    public StructuredOutputMode Mode { get; private set; }

    /// <summary>The request to send next.</summary>
    public ChatCompletionRequest Current { get; private set; }

    /// <summary>Whether the root of the output is an object.</summary>
    public bool IsObject => _schema is not { IsObject: false };

    /// <summary>The schema of the output; null where any JSON object will do.</summary>
    public JsonElement? Schema => _schema?.Value;

    /// <summary>Appends messages to the request.</summary>
    public void Append(IEnumerable<ChatMessage> messages) =>
        Current = Current with { Messages = [.. Current.Messages, .. messages] };

    /// <summary>Sends the request, and once more as an instruction where the provider may have rejected the form.</summary>
    public async Task<TResult> SendAsync<TResult>(Func<ChatCompletionRequest, Task<TResult>> send)
    {
        try
        {
            TResult result = await send(Current).ConfigureAwait(false);
            _isAccepted = true;
            return result;
        }
        catch (MiniMaxInvalidRequestException e) when (CanFallBack && FormatRejection.IsPossible(e))
        {
            Mode = StructuredOutputMode.Instruction;
            Current = Create(Mode);
            return await send(Current).ConfigureAwait(false);
        }
    }

    /// <summary>Records that the provider accepted the form, so that a later rejection has another reason.</summary>
    public void MarkAccepted() => _isAccepted = true;

    private bool CanFallBack => Mode != StructuredOutputMode.Instruction && !_isAccepted;

    private ChatCompletionRequest Create(StructuredOutputMode mode) => mode switch
    {
        StructuredOutputMode.ToolCall => _request with
        {
            Tools = [.. _request.Tools ?? [], AnswerTool],
            ToolChoice = ToolChoice.ForFunction(ToolName),
        },
        // MiniMax was measured to ignore response_format silently: the messages have the schema in any case.
        StructuredOutputMode.ResponseFormat => Instruct(_schema!.Object) with
        {
            ResponseFormat = _schemaFormat ?? ResponseFormat.ForSchema(_schema.Name, _schema.Object),
        },
        StructuredOutputMode.JsonObject => (_schema is null ? _request : Instruct(_schema.Object)) with
        {
            ResponseFormat = ResponseFormat.JsonObject,
        },
        _ => Instruct(_schema?.Value),
    };

    private FunctionTool AnswerTool => Tool.FromFunction(
        ToolName,
        "Gives the answer. Call it once, with all of the answer.",
        FunctionSchema.Of(_schema!.Object, strict: false));

    private ChatCompletionRequest Instruct(JsonElement? schema)
    {
        // The client rejects a request without messages when it is sent.
        if (_request.Messages is not { Count: > 0 } messages)
            return _request;
        string kind = schema is null ? "object" : "value";
        string words = $"Answer with one JSON {kind} and nothing else: no words around it, no code fence."
            + (schema is { } known ? $" It fits this JSON Schema: {JsonText.Compact(known)}" : "");
        return _request with { Messages = Instructions.Behind(messages, words) };
    }

    private static string FreeName(IReadOnlyList<Tool> tools)
    {
        HashSet<string?> used = [.. tools.Select(static tool => (tool as FunctionTool)?.Function?.Name)];
        string name = "answer";
        for (int i = 2; used.Contains(name); i++)
            name = $"answer_{i}";
        return name;
    }
}
