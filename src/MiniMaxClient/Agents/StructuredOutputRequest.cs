using System.Text.Json;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient.Agents;

/// <summary>
/// A request for structured output that falls back to an instruction if the provider rejects the mode.
/// </summary>
/// <remarks>Shared by structured calls, tool runs and the <c>IChatClient</c> adapter.</remarks>
internal sealed class StructuredOutputRequest
{
    private readonly ChatCompletionRequest _request;
    private readonly StructuredOutputSchema? _schema;
    private readonly ResponseFormat? _schemaFormat;
    private bool _isFormatAccepted;

    /// <param name="request">The request of the caller.</param>
    /// <param name="schema">The schema; null if any JSON object is accepted.</param>
    /// <param name="mode">The mode; not <see cref="StructuredOutputMode.Auto"/>.</param>
    /// <param name="schemaFormat">The response format with the schema; null to create it from the schema.</param>
    public StructuredOutputRequest(
        ChatCompletionRequest request,
        StructuredOutputSchema? schema,
        StructuredOutputMode mode,
        ResponseFormat? schemaFormat = null)
    {
        _request = request;
        _schema = schema;
        _schemaFormat = schemaFormat;
        OutputToolName = CreateUniqueToolName(request.Tools ?? []);
        Mode = mode;
        CurrentRequest = CreateRequest(mode);
    }

    /// <summary>The name of the output tool, which differs from the names of the caller's tools.</summary>
    public string OutputToolName { get; }

    /// <summary>The mode of the request.</summary>
    public StructuredOutputMode Mode { get; private set; }

    /// <summary>The request to send next.</summary>
    public ChatCompletionRequest CurrentRequest { get; private set; }

    /// <summary>Whether the root of the output is an object.</summary>
    public bool IsObjectRequired => _schema is not { IsObject: false };

    /// <summary>The schema of the output; null if any JSON object is accepted.</summary>
    public JsonElement? Schema => _schema?.ValueSchema;

    /// <summary>Appends messages to the request.</summary>
    public void AppendMessages(IEnumerable<ChatMessage> messages) =>
        CurrentRequest = CurrentRequest with { Messages = [.. CurrentRequest.Messages, .. messages] };

    /// <summary>Sends the request, and once more as an instruction if the provider may have rejected the mode.</summary>
    public async Task<TResult> SendWithFallbackAsync<TResult>(Func<ChatCompletionRequest, Task<TResult>> send)
    {
        try
        {
            TResult result = await send(CurrentRequest).ConfigureAwait(false);
            _isFormatAccepted = true;
            return result;
        }
        catch (MiniMaxInvalidRequestException e) when (TryFallBack(e))
        {
            return await send(CurrentRequest).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Changes the request to an instruction if the provider may have rejected its mode; otherwise returns false.
    /// </summary>
    public bool TryFallBack(MiniMaxException error)
    {
        bool isRejected = Mode != StructuredOutputMode.Instruction && !_isFormatAccepted
            && error is MiniMaxInvalidRequestException rejection && ResponseFormatRejection.IsLikely(rejection);
        if (!isRejected)
            return false;
        Mode = StructuredOutputMode.Instruction;
        CurrentRequest = CreateRequest(Mode);
        return true;
    }

    /// <summary>Records that the provider accepted the mode, so that a later rejection has another reason.</summary>
    public void MarkFormatAccepted() => _isFormatAccepted = true;

    private ChatCompletionRequest CreateRequest(StructuredOutputMode mode) => mode switch
    {
        StructuredOutputMode.ToolCall => _request with
        {
            Tools = [.. _request.Tools ?? [], OutputTool],
            ToolChoice = ToolChoice.ForFunction(OutputToolName),
        },
        // MiniMax silently ignores response_format (measured), so that the messages always contain the schema.
        StructuredOutputMode.ResponseFormat => AddInstruction(_schema!.ObjectSchema) with
        {
            ResponseFormat = _schemaFormat ?? ResponseFormat.ForSchema(_schema.Name, _schema.ObjectSchema),
        },
        StructuredOutputMode.JsonObject => (_schema is null ? _request : AddInstruction(_schema.ObjectSchema)) with
        {
            ResponseFormat = ResponseFormat.JsonObject,
        },
        _ => AddInstruction(_schema?.ValueSchema),
    };

    private FunctionTool OutputTool => Tool.FromFunction(
        OutputToolName,
        "Returns the response. Call it once, with the complete response.",
        FunctionSchemaConverter.ToParameterSchema(_schema!.ObjectSchema, isStrict: false));

    private ChatCompletionRequest AddInstruction(JsonElement? schema)
    {
        // The client rejects a request without messages when it is sent.
        if (_request.Messages is not { Count: > 0 } messages)
            return _request;
        string kind = schema is null ? "object" : "value";
        string text = $"Respond with one JSON {kind} and nothing else: no text around it, no code fence."
            + (schema is { } known ? $" It must match this JSON Schema: {JsonText.ToCompactJson(known)}" : "");
        return _request with { Messages = SystemInstructionInserter.Append(messages, text) };
    }

    private static string CreateUniqueToolName(IReadOnlyList<Tool> tools)
    {
        HashSet<string?> used = [.. tools.Select(static tool => (tool as FunctionTool)?.Function?.Name)];
        string name = "answer";
        for (int i = 2; used.Contains(name); i++)
            name = $"answer_{i}";
        return name;
    }
}
