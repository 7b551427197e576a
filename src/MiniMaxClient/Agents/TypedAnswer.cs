using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Agents;

/// <summary>One typed answer: how it is asked for, read, and asked for again.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class TypedAnswer<T>
{
    private readonly JsonTypeInfo<T> _type;
    private readonly AnswerSchema _schema;
    private readonly AnswerRequest _asked;
    private bool _isCorrected;

    public TypedAnswer(ChatCompletionRequest request, JsonTypeInfo<T> type, TypedAnswerForm form, JsonElement? schema)
    {
        _type = type;
        _schema = AnswerSchema.Of(type, schema);
        _asked = new(request, _schema);
        Form = form;
        Request = _asked.In(form);
    }

    public TypedAnswerForm Form { get; private set; }

    /// <summary>The tool that takes the answer, where it is asked for so.</summary>
    public string ToolName => _asked.ToolName;

    /// <summary>What is sent next.</summary>
    public ChatCompletionRequest Request { get; private set; }

    // Telling the model shows it the schema of the answer alone; the other forms show that of an object.
    private bool IsWrapped => _schema.IsWrapped && Form != TypedAnswerForm.Instruction;

    /// <summary>Whether the provider may have refused the form, and no answer is lost by asking in another one.</summary>
    public bool MayFallBack => Form != TypedAnswerForm.Instruction && !_isCorrected;

    /// <summary>Goes on by telling the model alone, where the provider refuses the form.</summary>
    public void FallBack()
    {
        Form = TypedAnswerForm.Instruction;
        Request = _asked.In(Form);
    }

    /// <summary>The answer in a completion, or what is wrong with it.</summary>
    public AnswerReading<T> Read(ChatCompletion completion)
    {
        AnswerReading<T>? misfit = null;
        foreach (JsonElement found in Texts(completion).SelectMany(AnswerText.Find))
        {
            foreach ((JsonElement value, string path) in Meanings(found, isPart: false))
            {
                AnswerReading<T> reading = Bind(value, path);
                if (reading.Problem is null)
                    return reading;
                misfit ??= reading;
            }
        }

        return misfit ?? new(default, "there is no JSON in it");
    }

    /// <summary>The answer in a part of its text, as far as it can be told.</summary>
    public (bool IsThere, T? Value) ReadPart(string json)
    {
        if (AnswerText.Read(json) is not { } found)
            return default;
        foreach ((JsonElement value, _) in Meanings(found, isPart: true))
        {
            // What cannot be read lacks what has not come yet.
            if (value.ValueKind != JsonValueKind.Null && Deserialize(value, "") is { Problem: null, Value: { } part })
                return (true, part);
        }

        return default;
    }

    /// <summary>Asks again, with what was wrong.</summary>
    public void Correct(ChatCompletion completion, string problem)
    {
        _isCorrected = true;
        string words = $"That does not fit: {problem}. Answer again, with JSON of the schema and nothing else.";
        AssistantMessage? message = completion.Choices.Count > 0 ? completion.Message : null;
        IEnumerable<ChatMessage> added = message switch
        {
            { ToolCalls: { Count: > 0 } calls } =>
                [message, .. calls.Select(call => ChatMessage.Tool(call.Id, "Error: " + words))],
            not null when !string.IsNullOrWhiteSpace(message.Text) => [message, ChatMessage.User(words)],
            // Providers refuse a message that says nothing.
            _ => [ChatMessage.User(words)],
        };
        Request = Request with { Messages = [.. Request.Messages, .. added] };
    }

    /// <summary>The exception for an answer that does not fit.</summary>
    public MiniMaxException Misfit(ChatCompletion completion, AnswerReading<T> reading) =>
        ErrorFactory.Misfit(
            completion,
            _schema.Name,
            reading.Problem!,
            Texts(completion).FirstOrDefault(static text => text.Length > 0),
            reading.Cause);

    /// <summary>The texts in which the answer may stand, likeliest first.</summary>
    private IEnumerable<string> Texts(ChatCompletion completion)
    {
        if (completion.Choices.Count == 0)
            yield break;
        foreach (ToolCall call in completion.Message.ToolCalls ?? [])
        {
            if (call is FunctionToolCall { Function: { } function } && function.Name == ToolName)
                yield return function.Arguments ?? "";
        }

        yield return completion.Text;
    }

    /// <summary>The values that JSON may stand for, likeliest first, each with its path.</summary>
    private IEnumerable<(JsonElement Value, string Path)> Meanings(JsonElement found, bool isPart)
    {
        const string Inside = "$." + AnswerSchema.Wrapper;
        JsonElement? inner = _schema.Unwrap(found);
        if (inner is { } asked && IsWrapped)
            yield return (asked, Inside);
        if (!(IsWrapped && isPart))
            yield return (found, "$");
        if (inner is { } other && !IsWrapped)
            yield return (other, Inside);
    }

    private AnswerReading<T> Bind(JsonElement found, string path)
    {
        if (found.ValueKind == JsonValueKind.Null)
            return new(default, _schema.AllowsNull ? null : $"{path} is null");
        return JsonSchemaCheck.Find(_schema.Value, found, path) is { Count: > 0 } problems
            ? new(default, string.Join("; ", problems))
            : Deserialize(found, path);
    }

    private AnswerReading<T> Deserialize(JsonElement found, string path)
    {
        try
        {
            return found.Deserialize(_type) is { } value ? new(value) : new(default, $"{path} is null");
        }
        catch (Exception e) when (IsMisfit(e))
        {
            string? inner = (e as JsonException)?.Path;
            string place = inner is { Length: > 0 } && inner[0] == '$' ? path + inner.Remove(0, 1) : path;
            return new(default, $"{place} has a value that cannot be read", e);
        }
    }

    // What converters, constructors and setters throw at a value that their type does not take.
    private static bool IsMisfit(Exception e) =>
        e is JsonException or NotSupportedException or ArgumentException or FormatException or InvalidOperationException
            or OverflowException;
}
