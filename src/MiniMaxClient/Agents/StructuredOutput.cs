using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Agents;

/// <summary>The structured output of one call: how it is read from a response and how a misfit is corrected.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class StructuredOutput<T>
{
    private readonly JsonTypeInfo<T> _type;
    private readonly AnswerSchema _schema;
    private readonly HashSet<string> _callersTools;

    public StructuredOutput(ChatCompletionRequest request, JsonTypeInfo<T> type, StructuredOutputMode form, JsonElement? schema)
    {
        _type = type;
        _schema = AnswerSchema.Of(type, schema);
        _callersTools = [.. (request.Tools ?? []).Select(NameOf).OfType<string>()];
        Request = new(request, _schema, form);
    }

    /// <summary>The request.</summary>
    public AnswerRequest Request { get; }

    // An instruction shows the model the schema of the answer alone; the other forms show that of an object.
    private bool IsWrapped => _schema.IsWrapped && Request.Mode != StructuredOutputMode.Instruction;

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

        return FindCallersCall(completion) is { } name
            ? new(default, $"the model called the tool '{name}' instead of returning the response", IsFinal: true)
            : misfit ?? new(default, "it contains no JSON");
    }

    /// <summary>
    /// Whether a correction may help: what was cut off would be cut off again, and what was refused would be refused again.
    /// </summary>
    public static bool CanBeCorrected(ChatCompletion completion, AnswerReading<T> reading) =>
        !reading.IsFinal && AnswerText.IsComplete(completion);

    /// <summary>The answer in a part of its text, as far as it can be told.</summary>
    public (bool IsThere, T? Value) ReadPart(string json)
    {
        if (AnswerText.Read(json) is not { } found)
            return default;
        foreach ((JsonElement value, _) in Meanings(found, isPart: true))
        {
            // What cannot be read lacks what has not arrived yet.
            if (value.ValueKind != JsonValueKind.Null
                && Deserialize(ValueNormalizer.Normalize(_schema.TypeSchema, value), "") is { Problem: null, Value: { } part })
                return (true, part);
        }

        return default;
    }

    /// <summary>Appends the misfit and its correction to the request.</summary>
    public void Correct(ChatCompletion completion, string problem)
    {
        // Providers reject a message that has nothing in it.
        bool hasMessage = completion.Choices.Count > 0
            && (completion.Message.ToolCalls is { Count: > 0 } || !string.IsNullOrWhiteSpace(completion.Text));
        IReadOnlyList<ChatMessage> correction = CreateCorrection(completion, problem);
        Request.Append(hasMessage ? [completion.Message, .. correction] : correction);
    }

    /// <summary>The messages after a misfit that ask for a correction.</summary>
    public static IReadOnlyList<ChatMessage> CreateCorrection(ChatCompletion completion, string problem)
    {
        string words = $"The response does not match: {problem}. Answer again, with JSON of the schema and nothing else.";
        return completion.Choices.Count > 0 && completion.Message.ToolCalls is { Count: > 0 } calls
            ? [.. calls.Select(call => ChatMessage.Tool(call.Id, "Error: " + words))]
            : [ChatMessage.User(words)];
    }

    /// <summary>The completion with the answer as its text, where the answer came as a tool call and there is no text.</summary>
    public ChatCompletion ShowAnswer(ChatCompletion completion)
    {
        if (completion.Choices.Count == 0 || !string.IsNullOrWhiteSpace(completion.Text)
            || AnswerCalls(completion).FirstOrDefault(static text => text.Length > 0) is not { } answer)
            return completion;
        AssistantMessage message = completion.Message;
        ChatChoice first = completion.Choices[0] with
        {
            Message = message with { Content = AnswerText.Append(message.Content, answer) },
        };
        return completion with { Choices = [first, .. completion.Choices.Skip(1)] };
    }

    /// <summary>The exception for an answer that does not fit.</summary>
    public MiniMaxException Misfit(ChatCompletion completion, AnswerReading<T> reading) =>
        ErrorFactory.Misfit(
            completion,
            _schema.Name,
            reading.Problem!,
            Texts(completion).FirstOrDefault(static text => text.Length > 0),
            reading.Cause);

    /// <summary>The texts that may have the answer, likeliest first.</summary>
    private IEnumerable<string> Texts(ChatCompletion completion)
    {
        if (completion.Choices.Count == 0)
            yield break;
        foreach (string arguments in AnswerCalls(completion))
            yield return arguments;
        yield return completion.Text;
        if (AnswerText.InReasoning(completion) is { } reasoning)
            yield return reasoning;
    }

    private IEnumerable<string> AnswerCalls(ChatCompletion completion) => (completion.Message.ToolCalls ?? [])
        .OfType<FunctionToolCall>().Where(call => call.Function?.Name == Request.ToolName)
        .Select(static call => call.Function.Arguments ?? "");

    private string? FindCallersCall(ChatCompletion completion) => completion.Choices.Count == 0
        ? null
        : (completion.Message.ToolCalls ?? []).Select(NameOf)
            .FirstOrDefault(name => name is not null && _callersTools.Contains(name));

    private static string? NameOf(Tool? tool) =>
        (tool as FunctionTool)?.Function?.Name ?? (tool as CustomTool)?.Custom?.Name;

    private static string? NameOf(ToolCall call) =>
        (call as FunctionToolCall)?.Function?.Name ?? (call as CustomToolCall)?.Custom?.Name;

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
        JsonElement value = ValueNormalizer.Normalize(_schema.Value, found);
        return JsonSchemaCheck.Find(_schema.Value, value, path) is { Count: > 0 } problems
            ? new(default, string.Join("; ", problems.Select(problem => ExpectedValue.AddValue(problem, value, path))))
            : Deserialize(ValueNormalizer.Normalize(_schema.TypeSchema, value), path);
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
            return new(default, ExpectedValue.DescribeUnreadable(_schema.TypeSchema, found, path, inner, _schema.Name), e);
        }
    }

    // What converters, constructors and setters throw at a value that their type does not accept.
    private static bool IsMisfit(Exception e) =>
        e is JsonException or NotSupportedException or ArgumentException or FormatException or InvalidOperationException
            or OverflowException;
}
