using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MiniMaxClient.Agents;

/// <summary>One typed answer: how it is asked for, read, and asked for again.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class TypedAnswer<T>
{
    private const string ToolName = "answer";

    private readonly JsonTypeInfo<T> _type;
    private readonly AnswerSchema _schema;
    private readonly ChatCompletionRequest _original;

    public TypedAnswer(ChatCompletionRequest request, JsonTypeInfo<T> type, TypedAnswerForm form, JsonElement? schema)
    {
        _type = type;
        _schema = AnswerSchema.Of(type, schema);
        _original = request;
        Form = form;
        Request = Ask(request);
    }

    public TypedAnswerForm Form { get; private set; }

    /// <summary>What is sent next.</summary>
    public ChatCompletionRequest Request { get; private set; }

    /// <summary>Goes on by telling the model alone, where the provider refuses the form.</summary>
    public void FallBack()
    {
        Form = TypedAnswerForm.Instruction;
        Request = Ask(_original);
    }

    /// <summary>The answer in a completion, or what is wrong with it.</summary>
    public (T? Value, string? Problem) Read(ChatCompletion completion)
    {
        string? problem = null;
        foreach (JsonElement found in Values(completion.Message))
        {
            (T? value, string? wrong) = Bind(_schema.Unwrap(found));
            if (wrong is null)
                return (value, null);
            problem ??= wrong;
        }

        return (default, problem ?? "there is no JSON in it");
    }

    /// <summary>The answer in a part of its text, as far as it can be told; default for none.</summary>
    public T? ReadPartial(string json)
    {
        try
        {
            JsonElement value = _schema.Unwrap(JsonElement.Parse(json));
            return value.ValueKind == JsonValueKind.Null ? default : value.Deserialize(_type);
        }
        catch (JsonException)
        {
            // What is required has not come yet.
            return default;
        }
    }

    /// <summary>Asks again, with what was wrong.</summary>
    public void Correct(ChatCompletion completion, string problem)
    {
        string words = $"That does not fit: {problem}. Answer again, with JSON of the schema and nothing else.";
        AssistantMessage message = ToolHistory.Replayable(completion.Message);
        IReadOnlyList<ToolCall> calls = message.ToolCalls ?? [];
        IEnumerable<ChatMessage> replies = calls.Count > 0
            ? calls.Select(call => ChatMessage.Tool(call.Id, "Error: " + words))
            : [ChatMessage.User(words)];
        Request = Request with { Messages = [.. Request.Messages, message, .. replies] };
    }

    /// <summary>The text in which the JSON comes, of a piece of a stream.</summary>
    public string TextOf(ChatCompletionChunk chunk)
    {
        if (Form != TypedAnswerForm.ToolCall)
            return chunk.Text;
        IReadOnlyList<ToolCallDelta>? calls = chunk.Choices.Count > 0 ? chunk.Choices[0].Delta?.ToolCalls : null;
        return string.Concat((calls ?? []).Where(static call => call.Index is null or 0).Select(static call => call.Function?.Arguments));
    }

    private ChatCompletionRequest Ask(ChatCompletionRequest request)
    {
        if (Form == TypedAnswerForm.ToolCall)
        {
            FunctionTool tool = Tool.FromFunction(ToolName, "Gives the answer. Call it once, with all of the answer.", _schema.Object);
            return request with { Tools = [.. request.Tools ?? [], tool], ToolChoice = ToolChoice.ForFunction(ToolName) };
        }

        // MiniMax was measured to drop response_format without a word: the model is told in any case.
        JsonElement schema = Form == TypedAnswerForm.ResponseFormat ? _schema.Object : _schema.Value;
        ChatMessage instruction = ChatMessage.System(
            $"Answer with one JSON value and nothing else: no words around it, no code fence. It fits this JSON Schema: {schema}");
        return request with
        {
            Messages = [instruction, .. request.Messages],
            ResponseFormat = Form == TypedAnswerForm.ResponseFormat
                ? ResponseFormat.ForSchema(_schema.Name, _schema.Object)
                : request.ResponseFormat,
        };
    }

    private IEnumerable<JsonElement> Values(AssistantMessage message)
    {
        foreach (ToolCall call in message.ToolCalls ?? [])
        {
            if (Form == TypedAnswerForm.ToolCall && call is FunctionToolCall { Function.Name: ToolName } answer)
            {
                foreach (JsonElement value in AnswerText.Find(answer.Function.Arguments ?? ""))
                    yield return value;
            }
        }

        foreach (JsonElement value in AnswerText.Find(message.Text))
            yield return value;
    }

    private (T? Value, string? Problem) Bind(JsonElement found)
    {
        if (found.ValueKind == JsonValueKind.Null)
            return (default, "it is null");
        if (JsonSchemaCheck.Find(_schema.Value, found) is { Count: > 0 } problems)
            return (default, string.Join("; ", problems));
        try
        {
            return found.Deserialize(_type) is { } value ? (value, null) : (default, "it is null");
        }
        catch (JsonException e)
        {
            return (default, $"{e.Path ?? "$"} cannot be read as {_type.Type.Name}");
        }
    }
}
