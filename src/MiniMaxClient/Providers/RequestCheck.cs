using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Finds everything that is wrong with a request before it is sent.</summary>
internal sealed class RequestCheck
{
    private readonly List<RequestProblem> _problems = [];
    private readonly ChatCompletionRequest _request;
    private readonly ModelCapabilities _takes;
    private readonly MessageRules _rules;
    private readonly LateSystemMessageHandling _late;
    private readonly Action<string, string> _add;

    private RequestCheck(
        ChatCompletionRequest request, ModelCapabilities takes, MessageRules rules, LateSystemMessageHandling late)
    {
        _request = request;
        _takes = takes;
        _rules = rules;
        _late = late;
        _add = Add;
    }

    /// <summary>All problems, in the order of the fields; empty for a request that may be sent.</summary>
    public static IReadOnlyList<RequestProblem> Find(
        ChatCompletionRequest request, ModelCapabilities takes, MessageRules rules, LateSystemMessageHandling late)
    {
        var check = new RequestCheck(request, takes, rules, late);
        check.CheckModel();
        check.CheckFields();
        check.CheckMessages();
        if (request is not { Tools: null, ToolChoice: null })
            check.CheckTools(request.Tools ?? []);
        if (request.ResponseFormat is { } format)
            check.CheckFormat(format);
        if (request.Others is { } others)
            check.CheckAdditional(others);
        if (request.Options is { } options)
            RequestOptionsCheck.Find(options, check._add);
        return check._problems;
    }

    /// <summary>The optional fields that the request has and the provider does not take.</summary>
    public static IEnumerable<RequestField> Unsupported(ChatCompletionRequest request, ModelCapabilities takes) =>
        takes.Fields is not { } fields
            ? []
            : RequestField.All.Where(field => field.IsSet(request) && !fields.Contains(field.Name));

    private string Model => Redaction.Quote(_request.Model);

    private void Add(string path, string message) => _problems.Add(new() { Path = path, Message = message });

    private void CheckModel()
    {
        if (string.IsNullOrWhiteSpace(_request.Model))
            Add("$.model", "is empty");
        else if (HasSpace(_request.Model))
            Add("$.model", "contains white space or a control character");
    }

    private void CheckFields()
    {
        foreach (RequestField field in Unsupported(_request, _takes))
            Add($"$.{field.Name}", $"is not supported by the model {Model} (source: {_takes.Source})");
        CheckNumber("max_tokens", _request.MaxTokens);
        CheckNumber("max_completion_tokens", _request.MaxCompletionTokens);
        CheckNumber("temperature", _request.Temperature);
        CheckNumber("top_p", _request.TopP);
        CheckNumber("top_k", _request.TopK);
        CheckNumber("n", _request.N);
        CheckNumber("seed", _request.Seed);
        CheckNumber("presence_penalty", _request.PresencePenalty);
        CheckNumber("frequency_penalty", _request.FrequencyPenalty);
        CheckNumber("repetition_penalty", _request.RepetitionPenalty);
        CheckNumber("top_logprobs", _request.TopLogprobs);
        if (_request.LogitBias is { } biases)
        {
            foreach (KeyValuePair<string, double> bias in biases)
                CheckRange($"$.logit_bias['{Redaction.Quote(bias.Key)}']", "logit_bias", bias.Value);
        }

        if (_request is { TopLogprobs: not null, Logprobs: not true })
            Add("$.top_logprobs", "requires logprobs to be true");
        if (_request.Stop is { Count: > 4 } stop)
            Add("$.stop", $"has {stop.Count} sequences; the maximum is 4");
        if (_request.StreamOptions is { IncludeUsage: null })
            Add("$.stream_options.include_usage", "is missing");
    }

    private void CheckNumber(string field, double? value)
    {
        if (value is { } given)
            CheckRange($"$.{field}", field, given);
    }

    private void CheckRange(string path, string field, double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
            Add(path, "is not a finite number");
        else if (_takes.Ranges.TryGetValue(field, out NumberRange? range) && range?.Contains(value) == false)
            Add(path, FormattableString.Invariant($"is {value}; it must be {range}"));
    }

    private void CheckMessages()
    {
        if (_request.Messages is not { Count: > 0 } messages)
        {
            Add("$.messages", "is empty; at least one message is required");
            return;
        }

        new MessageCheck(_takes, _rules, _add).Check(messages);
        HistoryCheck.Find(messages, _rules, _late, _add);
        if (_rules.SystemMessages != SystemMessagePlacement.Anywhere)
            SystemMessages.Check(messages, _rules, _late, _add);
    }

    private void CheckTools(IReadOnlyList<Tool> tools)
    {
        if (tools.Count > _takes.MaxTools)
            Add("$.tools", $"has {tools.Count} tools; the maximum is {_takes.MaxTools}");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < tools.Count; i++)
            CheckTool(i, tools[i], names);
        switch (_request.ToolChoice)
        {
            case { Type: null or "" }:
                Add("$.tool_choice.type", "is empty");
                break;
            case AllowedToolsChoice or CustomToolChoice when !_takes.SupportsCustomTools:
                Add("$.tool_choice", $"has a type that the model {Model} does not support (source: {_takes.Source})");
                break;
            case AllowedToolsChoice { AllowedTools: null or { Tools.Count: 0 } }:
                Add("$.tool_choice.allowed_tools.tools", "is empty; at least one tool is required");
                break;
            case FunctionToolChoice { Function: var tool } when !names.Contains(tool?.Name ?? ""):
                Add("$.tool_choice.function.name", $"is '{Redaction.Quote(tool?.Name)}', which is not the name of a tool");
                break;
            case CustomToolChoice { Custom: var tool } when !names.Contains(tool?.Name ?? ""):
                Add("$.tool_choice.custom.name", $"is '{Redaction.Quote(tool?.Name)}', which is not the name of a tool");
                break;
        }
    }

    private void CheckTool(int place, Tool tool, HashSet<string> names)
    {
        switch (tool)
        {
            case null:
                Add($"$.tools[{place}]", "is null");
                break;
            case FunctionTool { Function: null } or CustomTool { Custom: null }:
                Add($"$.tools[{place}]", "has no value");
                break;
            case FunctionTool { Function: var function }:
                CheckName(place, "function", function.Name, names);
                if (function.Parameters is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
                    Add($"$.tools[{place}].function.parameters", "is not a JSON object");
                break;
            case CustomTool { Custom: var custom }:
                CheckName(place, "custom", custom.Name, names);
                if (!_takes.SupportsCustomTools)
                    Add(
                        $"$.tools[{place}]",
                        $"is a custom tool, which the model {Model} does not support (source: {_takes.Source})");
                break;
        }
    }

    private void CheckName(int place, string type, string name, HashSet<string> names)
    {
        if (!IsName(name))
            Add($"$.tools[{place}].{type}.name", NotAName(name));
        else if (!names.Add(name))
            Add($"$.tools[{place}].{type}.name", $"is '{Redaction.Quote(name)}', which is also the name of another tool");
    }

    private void CheckFormat(ResponseFormat format)
    {
        if (_takes.ResponseFormats is { } formats && !formats.Contains(format.Type))
        {
            string taken = string.Join(", ", formats);
            Add(
                "$.response_format.type",
                $"'{Redaction.Quote(format.Type)}' is not supported; supported: {taken} (source: {_takes.Source})");
        }

        if (format is JsonSchemaResponseFormat { JsonSchema: null } or UnknownResponseFormat { Type: "json_schema" })
            Add("$.response_format.json_schema", "is missing");
        if (format is JsonSchemaResponseFormat { JsonSchema: { } schema } && !IsName(schema.Name))
            Add("$.response_format.json_schema.name", NotAName(schema.Name));
    }

    /// <summary>An additional property must not stand beside the field of the same name: the body would have it twice.</summary>
    private void CheckAdditional(IReadOnlyDictionary<string, JsonElement> others)
    {
        foreach (KeyValuePair<string, JsonElement> property in others)
        {
            string name = property.Key;
            if (property.Value.ValueKind == JsonValueKind.Undefined)
                Add($"$.{Redaction.Quote(name)}", "is undefined");
            if (name is "model" or "messages" or "stream" || RequestField.All.Any(f => f.Name == name && f.IsSet(_request)))
                Add($"$.{name}", "is set both by a property of the request and as an additional property");
        }
    }

    private static bool HasSpace(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c))
                return true;
        }

        return false;
    }

    private static string NotAName(string? name) => $"is '{Redaction.Quote(name)}'; a name is 1 to 64 of a-z A-Z 0-9 _ -";

    private static bool IsName(string? name) =>
        name is { Length: >= 1 and <= 64 }
        && name.All(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-');
}
