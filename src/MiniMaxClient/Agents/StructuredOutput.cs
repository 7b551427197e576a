using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Agents;

/// <summary>The structured output of one call: how it is read from a response and how a misfit is corrected.</summary>
/// <typeparam name="T">The type of the answer.</typeparam>
internal sealed class StructuredOutput<T>
{
    private readonly JsonTypeInfo<T> _type;
    private readonly StructuredOutputSchema _schema;
    private readonly HashSet<string> _requestToolNames;

    public StructuredOutput(ChatCompletionRequest request, JsonTypeInfo<T> type, StructuredOutputMode mode, JsonElement? schema)
    {
        _type = type;
        _schema = StructuredOutputSchema.FromType(type, schema);
        _requestToolNames = [.. (request.Tools ?? []).Select(GetToolName).OfType<string>()];
        Request = new(request, _schema, mode);
    }

    /// <summary>The request.</summary>
    public StructuredOutputRequest Request { get; }

    // An instruction shows the model the schema of the answer alone; the other forms show that of an object.
    private bool IsWrapped => _schema.IsWrapped && Request.Mode != StructuredOutputMode.Instruction;

    /// <summary>The answer in a completion, or what is wrong with it.</summary>
    public StructuredOutputReadResult<T> ParseCompletion(ChatCompletion completion)
    {
        StructuredOutputReadResult<T>? misfit = null;
        foreach (JsonElement found in GetCandidateTexts(completion).SelectMany(StructuredOutputParser.FindJsonValues))
        {
            foreach ((JsonElement value, string path) in GetCandidateValues(found, isPartial: false))
            {
                StructuredOutputReadResult<T> reading = BindValue(value, path);
                if (reading.ErrorMessage is null)
                    return reading;
                misfit ??= reading;
            }
        }

        return FindRequestToolCall(completion) is { } name
            ? new(default, $"the model called the tool '{name}' instead of returning the response", IsUncorrectable: true)
            : misfit ?? new(default, "it contains no JSON");
    }

    /// <summary>
    /// Whether a correction may help: what was cut off would be cut off again, and what was refused would be refused again.
    /// </summary>
    public static bool CanBeCorrected(ChatCompletion completion, StructuredOutputReadResult<T> result) =>
        !result.IsUncorrectable && StructuredOutputParser.IsComplete(completion);

    /// <summary>The answer in a part of its text, as far as it can be told.</summary>
    public (bool IsThere, T? Value) ParsePartial(string json)
    {
        if (StructuredOutputParser.ParseWholeText(json) is not { } found)
            return default;
        foreach ((JsonElement value, _) in GetCandidateValues(found, isPartial: true))
        {
            // What cannot be read lacks what has not arrived yet.
            if (value.ValueKind != JsonValueKind.Null
                && DeserializeValue(StructuredOutputNormalizer.NormalizeOutput(
                    _schema.TypeSchema, value), "") is { ErrorMessage: null, Value: { } part })
                return (true, part);
        }

        return default;
    }

    /// <summary>Appends the misfit and its correction to the request.</summary>
    public void AddCorrection(ChatCompletion completion, string problem)
    {
        // Providers reject a message that has nothing in it.
        bool hasMessage = completion.Choices.Count > 0
            && (completion.Message.ToolCalls is { Count: > 0 } || !string.IsNullOrWhiteSpace(completion.Text));
        IReadOnlyList<ChatMessage> correction = CreateCorrectionMessages(completion, problem);
        Request.AppendMessages(hasMessage ? [completion.Message, .. correction] : correction);
    }

    /// <summary>The messages after a misfit that ask for a correction.</summary>
    public static IReadOnlyList<ChatMessage> CreateCorrectionMessages(ChatCompletion completion, string problem)
    {
        string words = $"The response does not match: {problem}. Answer again, with JSON of the schema and nothing else.";
        return completion.Choices.Count > 0 && completion.Message.ToolCalls is { Count: > 0 } calls
            ? [.. calls.Select(call => ChatMessage.Tool(call.Id, "Error: " + words))]
            : [ChatMessage.User(words)];
    }

    /// <summary>The completion with the answer as its text, where the answer came as a tool call and there is no text.</summary>
    public ChatCompletion CopyOutputToText(ChatCompletion completion)
    {
        if (completion.Choices.Count == 0 || !string.IsNullOrWhiteSpace(completion.Text)
            || GetOutputCallArguments(completion).FirstOrDefault(static text => text.Length > 0) is not { } answer)
            return completion;
        AssistantMessage message = completion.Message;
        ChatChoice first = completion.Choices[0] with
        {
            Message = message with { Content = StructuredOutputParser.AppendText(message.Content, answer) },
        };
        return completion with { Choices = [first, .. completion.Choices.Skip(1)] };
    }

    /// <summary>The exception for an answer that does not fit.</summary>
    public MiniMaxException CreateMismatchException(ChatCompletion completion, StructuredOutputReadResult<T> result) =>
        ErrorFactory.StructuredOutputMismatch(
            completion,
            _schema.Name,
            result.ErrorMessage!,
            GetCandidateTexts(completion).FirstOrDefault(static text => text.Length > 0),
            result.InnerException);

    /// <summary>The texts that may have the answer, likeliest first.</summary>
    private IEnumerable<string> GetCandidateTexts(ChatCompletion completion)
    {
        if (completion.Choices.Count == 0)
            yield break;
        foreach (string arguments in GetOutputCallArguments(completion))
            yield return arguments;
        yield return completion.Text;
        if (StructuredOutputParser.GetFallbackReasoning(completion) is { } reasoning)
            yield return reasoning;
    }

    private IEnumerable<string> GetOutputCallArguments(ChatCompletion completion) => (completion.Message.ToolCalls ?? [])
        .OfType<FunctionToolCall>().Where(call => call.Function?.Name == Request.OutputToolName)
        .Select(static call => call.Function.Arguments ?? "");

    private string? FindRequestToolCall(ChatCompletion completion) => completion.Choices.Count == 0
        ? null
        : (completion.Message.ToolCalls ?? []).Select(GetToolName)
            .FirstOrDefault(name => name is not null && _requestToolNames.Contains(name));

    private static string? GetToolName(Tool? tool) =>
        (tool as FunctionTool)?.Function?.Name ?? (tool as CustomTool)?.Custom?.Name;

    private static string? GetToolName(ToolCall call) =>
        (call as FunctionToolCall)?.Function?.Name ?? (call as CustomToolCall)?.Custom?.Name;

    /// <summary>The values that JSON may stand for, likeliest first, each with its path.</summary>
    private IEnumerable<(JsonElement Value, string Path)> GetCandidateValues(JsonElement found, bool isPartial)
    {
        const string Inside = "$." + StructuredOutputSchema.WrapperProperty;
        JsonElement? inner = _schema.UnwrapValue(found);
        if (inner is { } asked && IsWrapped)
            yield return (asked, Inside);
        if (!(IsWrapped && isPartial))
            yield return (found, "$");
        if (inner is { } other && !IsWrapped)
            yield return (other, Inside);
    }

    private StructuredOutputReadResult<T> BindValue(JsonElement found, string path)
    {
        if (found.ValueKind == JsonValueKind.Null)
            return new(default, _schema.IsNullAllowed ? null : $"{path} is null");
        JsonElement value = StructuredOutputNormalizer.NormalizeOutput(_schema.ValueSchema, found);
        return JsonSchemaValidator.Validate(_schema.ValueSchema, value, path) is { Count: > 0 } problems
            ? new(default, string.Join(
                "; ", problems.Select(problem => SchemaErrorFormatter.AppendActualValue(problem, value, path))))
            : DeserializeValue(StructuredOutputNormalizer.NormalizeOutput(_schema.TypeSchema, value), path);
    }

    private StructuredOutputReadResult<T> DeserializeValue(JsonElement found, string path)
    {
        try
        {
            return found.Deserialize(_type) is { } value ? new(value) : new(default, $"{path} is null");
        }
        catch (Exception e) when (IsDeserializationError(e))
        {
            string? inner = (e as JsonException)?.Path;
            return new(default, SchemaErrorFormatter.DescribeDeserializationError(
                _schema.TypeSchema, found, path, inner, _schema.Name), e);
        }
    }

    // What converters, constructors and setters throw at a value that their type does not accept.
    private static bool IsDeserializationError(Exception e) =>
        e is JsonException or NotSupportedException or ArgumentException or FormatException or InvalidOperationException
            or OverflowException;
}
