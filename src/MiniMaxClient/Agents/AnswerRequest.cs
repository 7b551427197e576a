using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>The request for a typed answer, in each of its forms.</summary>
internal sealed class AnswerRequest
{
    private readonly ChatCompletionRequest _request;
    private readonly AnswerSchema _schema;

    public AnswerRequest(ChatCompletionRequest request, AnswerSchema schema)
    {
        _request = request;
        _schema = schema;
        ToolName = FreeName(request.Tools ?? []);
    }

    /// <summary>The name of the tool that takes the answer, which none of the caller's tools has.</summary>
    public string ToolName { get; }

    public ChatCompletionRequest In(TypedAnswerForm form) => form switch
    {
        TypedAnswerForm.ToolCall => _request with
        {
            Tools = [.. _request.Tools ?? [], AnswerTool],
            ToolChoice = ToolChoice.ForFunction(ToolName),
        },
        // MiniMax was measured to drop response_format without a word: the model is told in any case.
        TypedAnswerForm.ResponseFormat => Telling(_schema.Object) with
        {
            ResponseFormat = ResponseFormat.ForSchema(_schema.Name, _schema.Object),
        },
        _ => Telling(_schema.Value),
    };

    private FunctionTool AnswerTool => Tool.FromFunction(
        ToolName,
        "Gives the answer. Call it once, with all of the answer.",
        FunctionSchema.Of(_schema.Object, strict: false));

    private ChatCompletionRequest Telling(JsonElement schema)
    {
        // A request without messages is refused, and told so, when it is sent.
        if (_request.Messages is not { Count: > 0 } messages)
            return _request;
        string words = "Answer with one JSON value and nothing else: no words around it, no code fence. "
            + $"It fits this JSON Schema: {JsonText.Compact(schema)}";
        return _request with { Messages = Instructions.Behind(messages, words) };
    }

    private static string FreeName(IReadOnlyList<Tool> tools)
    {
        HashSet<string?> taken = [.. tools.Select(static tool => (tool as FunctionTool)?.Function?.Name)];
        string name = "answer";
        for (int i = 2; taken.Contains(name); i++)
            name = $"answer_{i}";
        return name;
    }
}
