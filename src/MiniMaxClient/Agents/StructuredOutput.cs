using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Agents;

/// <summary>The structured output of one call: parses it from a response and creates corrections.</summary>
/// <typeparam name="T">The type of the structured output.</typeparam>
internal sealed class StructuredOutput<T>
{
    private readonly JsonTypeInfo<T> _type;
    private readonly StructuredOutputSchema _schema;
    private readonly HashSet<string> _requestToolNames;

    public StructuredOutput(
        ChatCompletionRequest request, JsonTypeInfo<T> type, StructuredOutputMode mode, StructuredOutputSchema schema)
    {
        _type = type;
        _schema = schema;
        _requestToolNames = [.. (request.Tools ?? []).Select(GetToolName).OfType<string>()];
        Request = new(request, _schema, mode);
    }

    /// <summary>The request.</summary>
    public StructuredOutputRequest Request { get; }

    // An instruction contains the schema of the value itself; the other modes require the schema of an object.
    private bool IsWrapped => _schema.IsWrapped && Request.Mode != StructuredOutputMode.Instruction;

    /// <summary>Parses the structured output in a completion; the result has the value or the problem.</summary>
    public StructuredOutputReadResult<T> ParseCompletion(ChatCompletion completion)
    {
        StructuredOutputReadResult<T>? firstMismatch = null;
        foreach (JsonElement found in GetCandidateTexts(completion).SelectMany(StructuredOutputJsonFinder.FindJsonValues))
        {
            foreach ((JsonElement value, string path) in GetCandidateValues(found, isPartial: false))
            {
                StructuredOutputReadResult<T> result = BindValue(value, path);
                if (result.ErrorMessage is null)
                    return result;
                firstMismatch ??= result;
            }
        }

        return FindRequestToolCall(completion) is { } name
            ? new(default, $"the model called the tool '{name}' instead of returning the response", IsUncorrectable: true)
            : firstMismatch ?? new(default, "it contains no JSON");
    }

    /// <summary>Whether a correction may help: not for a truncated or refused response, which would be so again.</summary>
    public static bool CanBeCorrected(ChatCompletion completion, StructuredOutputReadResult<T> result) =>
        !result.IsUncorrectable && StructuredOutputJsonFinder.IsComplete(completion);

    /// <summary>Parses partial structured output.</summary>
    public (bool HasValue, T? Value) ParsePartial(string json)
    {
        if (StructuredOutputJsonFinder.ParseWholeText(json) is not { } found)
            return default;
        foreach ((JsonElement value, _) in GetCandidateValues(found, isPartial: true))
        {
            // A value that cannot be read is still incomplete.
            if (value.ValueKind == JsonValueKind.Null)
                continue;
            JsonElement normalized = StructuredOutputNormalizer.NormalizeOutput(_schema.TypeSchema, value);
            if (DeserializeValue(normalized, "") is { ErrorMessage: null, Value: { } partial })
                return (true, partial);
        }

        return default;
    }

    /// <summary>Appends the response and its correction to the request.</summary>
    public void AddCorrection(ChatCompletion completion, string problem)
    {
        // Providers reject an empty message.
        bool hasMessage = completion.Choices.Count > 0
            && (completion.Message.ToolCalls is { Count: > 0 } || !string.IsNullOrWhiteSpace(completion.Text));
        IReadOnlyList<ChatMessage> correction = CreateCorrectionMessages(completion, problem);
        Request.AppendMessages(hasMessage ? [completion.Message, .. correction] : correction);
    }

    /// <summary>Creates the messages that ask the model for a correction.</summary>
    public static IReadOnlyList<ChatMessage> CreateCorrectionMessages(ChatCompletion completion, string problem)
    {
        string text =
            $"The response does not match: {problem}. Respond again with JSON that matches the schema, and nothing else.";
        return completion.Choices.Count > 0 && completion.Message.ToolCalls is { Count: > 0 } calls
            ? [.. calls.Select(call => ChatMessage.Tool(call.Id, "Error: " + text))]
            : [ChatMessage.User(text)];
    }

    /// <summary>Copies structured output received as a tool call to the text of a completion without text.</summary>
    public ChatCompletion CopyOutputToText(ChatCompletion completion)
    {
        if (completion.Choices.Count == 0 || !string.IsNullOrWhiteSpace(completion.Text)
            || GetOutputCallArguments(completion).FirstOrDefault(static text => text.Length > 0) is not { } output)
            return completion;
        AssistantMessage message = completion.Message;
        ChatChoice first = completion.Choices[0] with
        {
            Message = message with { Content = StructuredOutputJsonFinder.AppendText(message.Content, output) },
        };
        return completion with { Choices = [first, .. completion.Choices.Skip(1)] };
    }

    /// <summary>Creates the exception for a response that does not match.</summary>
    /// <param name="completion">The response.</param>
    /// <param name="result">The problem.</param>
    /// <param name="corrections">The number of corrections that were sent before.</param>
    public MiniMaxException CreateMismatchException(
        ChatCompletion completion, StructuredOutputReadResult<T> result, int corrections = 0) =>
        ErrorFactory.StructuredOutputMismatch(
            completion,
            _schema.Name,
            result.ErrorMessage!,
            corrections,
            GetCandidateTexts(completion).FirstOrDefault(static text => text.Length > 0),
            result.InnerException);

    /// <summary>The texts that may contain the structured output, most likely first.</summary>
    private IEnumerable<string> GetCandidateTexts(ChatCompletion completion)
    {
        if (completion.Choices.Count == 0)
            yield break;
        foreach (string arguments in GetOutputCallArguments(completion))
            yield return arguments;
        yield return completion.Text;
        if (StructuredOutputJsonFinder.GetFallbackReasoning(completion) is { } reasoning)
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

    /// <summary>The values that the JSON may represent, most likely first, each with its path.</summary>
    private IEnumerable<(JsonElement Value, string Path)> GetCandidateValues(JsonElement found, bool isPartial)
    {
        const string WrappedPath = "$." + StructuredOutputSchema.WrapperProperty;
        JsonElement? inner = _schema.UnwrapValue(found);
        if (inner is { } wrapped && IsWrapped)
            yield return (wrapped, WrappedPath);
        if (!(IsWrapped && isPartial))
            yield return (found, "$");
        if (inner is { } unwrapped && !IsWrapped)
            yield return (unwrapped, WrappedPath);
    }

    private StructuredOutputReadResult<T> BindValue(JsonElement found, string path)
    {
        if (found.ValueKind == JsonValueKind.Null)
            return new(default, _schema.IsNullAllowed ? null : $"{path} is null");
        JsonElement value = StructuredOutputNormalizer.NormalizeOutput(_schema.ValueSchema, found);
        IReadOnlyList<string> problems = JsonSchemaValidator.Validate(_schema.ValueSchema, value, path);
        if (problems.Count == 0)
            return DeserializeValue(StructuredOutputNormalizer.NormalizeOutput(_schema.TypeSchema, value), path);
        IEnumerable<string> details =
            problems.Select(problem => SchemaErrorFormatter.AppendActualValue(problem, value, path));
        return new(default, string.Join("; ", details));
    }

    private StructuredOutputReadResult<T> DeserializeValue(JsonElement found, string path)
    {
        try
        {
            return found.Deserialize(_type) is { } value ? new(value) : new(default, $"{path} is null");
        }
        catch (Exception e) when (IsDeserializationError(e))
        {
            string problem = SchemaErrorFormatter.DescribeDeserializationError(
                _schema.TypeSchema, found, path, (e as JsonException)?.Path, _schema.Name);
            return new(default, problem, e);
        }
    }

    // Converters, constructors and setters throw any exception for a value that their type does not accept.
    private static bool IsDeserializationError(Exception e) => e is not (OperationCanceledException or OutOfMemoryException);
}
