using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Reads the JSON of a <see cref="ToolRunState"/>.</summary>
/// <remarks>
/// No member of the state itself has a default: a state that was changed or cut off must not continue as another run. Requests,
/// responses and messages follow the rules of the wire format.
/// </remarks>
internal static class ToolRunStateReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = JsonSettings.MaxStoredDepth };

    /// <summary>Reads a state.</summary>
    /// <exception cref="JsonException">The JSON is not a state of a known version.</exception>
    public static ToolRunState Read(byte[] utf8)
    {
        try
        {
            JsonElement json = JsonElement.Parse(utf8, Options);
            ToolRunState state = ReadState(json);
            ValidateDuplicates(utf8, json, state);
            return state;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or MiniMaxException)
        {
            // InvalidOperationException: a name or text with an unpaired surrogate.
            throw new JsonException($"The JSON is not a valid {nameof(ToolRunState)}: {e.Message}", e);
        }
    }

    private static ToolRunState ReadState(JsonElement json)
    {
        // The version first: another version may have other members.
        JsonElement version = JsonText.GetProperty(json, "version");
        if (version.ValueKind != JsonValueKind.Number || version.GetRawText() != $"{ToolRunStateWriter.Version}")
            throw new JsonException($"its version is not {ToolRunStateWriter.Version}.");
        ValidateMembers(json, "$", "version", "request", "steps");
        ChatCompletionRequest request = ReadObject<ChatCompletionRequest>(json.GetProperty("request"), "$.request");
        JsonElement[] steps = ReadArray(json.GetProperty("steps"), "$.steps");
        if (steps.Length == 0)
            throw new JsonException("$.steps is empty.");
        var completed = new List<ToolRunStep>();
        for (int i = 0; i < steps.Length - 1; i++)
            completed.Add(ReadCompletedStep(steps[i], $"$.steps[{i}]"));
        string lastPath = $"$.steps[{steps.Length - 1}]";
        ToolRunStep last = ReadStep(steps[steps.Length - 1], lastPath);
        ToolCallProgress[] calls = ReadCalls(steps[steps.Length - 1], last, lastPath);
        if (calls.Length > 0 == last.Correction.Count > 0)
            throw new JsonException($"{lastPath} must have either calls or a correction.");
        string[] approvals = [.. calls.Select(static call => call.ApprovalId).OfType<string>()];
        return approvals.Distinct(StringComparer.Ordinal).Count() == approvals.Length
            ? new(request, completed, last, calls)
            : throw new JsonException($"{lastPath} has the same approval for two calls.");
    }

    private static ToolRunStep ReadCompletedStep(JsonElement json, string path)
    {
        ToolRunStep step = ReadStep(json, path);
        ToolCallResult?[] results = [.. ReadCalls(json, step, path).Select(static call => call.Result)];
        return results.All(static result => result is not null)
            ? step with { Calls = [.. results.Select(static result => result!)] }
            : throw new JsonException($"{path} has a call without a result.");
    }

    private static ToolRunStep ReadStep(JsonElement json, string path)
    {
        ValidateMembers(json, path, "response", "cost", "calls", "correction");
        return new()
        {
            Completion = ReadObject<ChatCompletion>(json.GetProperty("response"), $"{path}.response"),
            Cost = ReadCost(json.GetProperty("cost"), $"{path}.cost"),
            Correction =
            [
                .. ReadArray(json.GetProperty("correction"), $"{path}.correction")
                    .Select(message => ReadObject<ChatMessage>(message, $"{path}.correction")),
            ],
        };
    }

    private static ToolCallProgress[] ReadCalls(JsonElement json, ToolRunStep step, string path)
    {
        JsonElement[] calls = ReadArray(json.GetProperty("calls"), $"{path}.calls");
        IReadOnlyList<ToolCall> called = step.Completion.Message.ToolCalls ?? [];
        return calls.Length == called.Count
            ? [.. calls.Select((call, i) => ReadCall(call, called[i], $"{path}.calls[{i}]"))]
            : throw new JsonException($"{path}.calls has {calls.Length} elements for {called.Count} calls of the response.");
    }

    private static ToolCallProgress ReadCall(JsonElement json, ToolCall call, string path)
    {
        ValidateMembers(json, path, "approval", "may_have_run", "result");
        JsonElement approval = json.GetProperty("approval");
        var progress = new ToolCallProgress
        {
            ApprovalId = approval.ValueKind == JsonValueKind.Null ? null : ReadString(approval, $"{path}.approval"),
            MayHaveRun = json.GetProperty("may_have_run").GetBoolean(),
            Result = ReadResult(json.GetProperty("result"), call, $"{path}.result"),
        };
        // A call that was started needs an approval until it has a result.
        bool isConsistent = progress.Result is not null
            ? progress is { ApprovalId: null, MayHaveRun: false }
            : progress.ApprovalId is not null ? call is FunctionToolCall : !progress.MayHaveRun;
        return isConsistent ? progress : throw new JsonException($"{path} is inconsistent.");
    }

    private static ToolCallResult? ReadResult(JsonElement json, ToolCall call, string path)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return null;
        ValidateMembers(json, path, "outcome", "message");
        ToolMessage message = ReadObject<ToolMessage>(json.GetProperty("message"), $"{path}.message");
        return call is FunctionToolCall function && message.ToolCallId == call.Id
            ? new()
            {
                Call = function,
                Message = message,
                Outcome = ReadEnum<ToolCallOutcome>(json.GetProperty("outcome"), $"{path}.outcome"),
            }
            : throw new JsonException($"{path} is not the result of the call.");
    }

    private static Cost? ReadCost(JsonElement json, string path)
    {
        if (json.ValueKind == JsonValueKind.Null)
            return null;
        ValidateMembers(json, path, "usd", "source");
        return json.GetProperty("usd") is { ValueKind: JsonValueKind.Number } usd && usd.TryGetDecimal(out decimal amount)
            ? new() { Usd = amount, Source = ReadEnum<CostSource>(json.GetProperty("source"), $"{path}.source") }
            : throw new JsonException($"{path}.usd is not an amount.");
    }

    private static T ReadEnum<T>(JsonElement json, string path)
        where T : struct, Enum
    {
        // A number is parsed too, and is the name of an undefined value.
        string name = ReadString(json, path);
        return Enum.TryParse(name, out T value) && $"{value}" == name && char.IsLetter(name[0])
            ? value
            : throw new JsonException($"{path} is unknown.");
    }

    private static string ReadString(JsonElement json, string path) =>
        json.ValueKind == JsonValueKind.String ? json.GetString()! : throw new JsonException($"{path} is not a string.");

    private static JsonElement[] ReadArray(JsonElement json, string path) =>
        json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : throw new JsonException($"{path} is not an array.");

    private static T ReadObject<T>(JsonElement json, string path)
        where T : SchemaObject
    {
        var reader = new Utf8JsonReader(JsonText.GetRawUtf8(json), new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        reader.Read();
        return JsonFunctionTable.GetFunctions<T>().Read(ref reader)
            ?? throw new JsonException($"{path} is not a {typeof(T).Name}.");
    }

    /// <summary>Rejects a duplicate member unless it is in a part that is unknown here, and kept as it is.</summary>
    /// <remarks>Of a duplicate member that is read, only one is written, so that the state then has fewer members.</remarks>
    private static void ValidateDuplicates(byte[] utf8, JsonElement json, ToolRunState state)
    {
        try
        {
            JsonElement.Parse(utf8, Options with { AllowDuplicateProperties = false });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            byte[] known = JsonText.WriteToBytes(writer => ToolRunStateWriter.Write(writer, state));
            if (CountMembers(json) != CountMembers(JsonElement.Parse(known, Options)))
                throw;
        }
    }

    private static int CountMembers(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Sum(static member => 1 + CountMembers(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Sum(CountMembers),
        _ => 0,
    };

    /// <summary>Requires an object with exactly these members.</summary>
    private static void ValidateMembers(JsonElement json, string path, params string[] names)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new JsonException($"{path} is not an object.");
        foreach (string name in names)
        {
            if (!json.TryGetProperty(name, out _))
                throw new JsonException($"{path}.{name} is missing.");
        }

        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (!names.Contains(member.Name))
                throw new JsonException($"{path} has an unknown member.");
        }
    }
}
