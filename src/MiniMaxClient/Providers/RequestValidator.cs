using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Validates a request before it is sent and collects all of its problems.</summary>
internal sealed class RequestValidator
{
    private readonly List<RequestProblem> _problems = [];
    private readonly ChatCompletionRequest _request;
    private readonly ModelCapabilities _capabilities;
    private readonly MessageRules _rules;
    private readonly LateSystemMessageHandling _lateHandling;
    private readonly Action<string, string> _addProblem;

    private RequestValidator(
        ChatCompletionRequest request, ModelCapabilities capabilities, MessageRules rules, LateSystemMessageHandling lateHandling)
    {
        _request = request;
        _capabilities = capabilities;
        _rules = rules;
        _lateHandling = lateHandling;
        _addProblem = AddProblem;
    }

    /// <summary>Gets the problems of a request in the order of its fields; returns an empty list for a valid request.</summary>
    public static IReadOnlyList<RequestProblem> ValidateRequest(
        ChatCompletionRequest request, ModelCapabilities capabilities, MessageRules rules, LateSystemMessageHandling lateHandling)
    {
        var validator = new RequestValidator(request, capabilities, rules, lateHandling);
        validator.ValidateModel();
        validator.ValidateFields();
        validator.ValidateMessageList();
        if (request is not { Tools: null, ToolChoice: null })
            validator.ValidateTools(request.Tools ?? []);
        if (capabilities.SupportsCacheControl)
            CacheMarkers.Validate(request, validator._addProblem);
        if (request.ResponseFormat is { } format)
            validator.ValidateResponseFormat(format);
        if (request.Prediction is { } prediction)
            validator.ValidatePrediction(prediction);
        if (request.AdditionalPropertiesOrNull is { } additionalProperties)
            validator.ValidateAdditionalProperties(additionalProperties);
        if (request.Options is { } options)
            RequestOptionsValidator.ValidateOptions(options, validator._addProblem);
        return validator._problems;
    }

    /// <summary>Gets the optional fields of a request that the provider does not support.</summary>
    public static IEnumerable<RequestField> GetUnsupportedFields(ChatCompletionRequest request, ModelCapabilities capabilities) =>
        capabilities.Fields is not { } fields
            ? []
            : RequestField.All.Where(field => field.IsSet(request) && !fields.Contains(field.Name));

    private string QuotedModel => Redaction.RedactQuote(_request.Model);

    private void AddProblem(string path, string message) => _problems.Add(new() { Path = path, Message = message });

    private void ValidateModel()
    {
        if (string.IsNullOrWhiteSpace(_request.Model))
            AddProblem("$.model", "is empty; set the model of the request, or the DefaultModel of the client");
        else if (HasWhiteSpaceOrControl(_request.Model))
            AddProblem("$.model", "contains white space or a control character");
    }

    private void ValidateFields()
    {
        foreach (RequestField field in GetUnsupportedFields(_request, _capabilities))
        {
            if (field.Name != "reasoning_effort" || _request.ReasoningEffort != ReasoningEffort.None)
                AddProblem($"$.{field.Name}", $"is not supported by the model {QuotedModel} (source: {_capabilities.Source})");
        }

        new ReasoningValidator(_request, _capabilities, _addProblem).ValidateReasoning();
        ValidateTokenLimit("max_tokens", _request.MaxTokens);
        ValidateTokenLimit("max_completion_tokens", _request.MaxCompletionTokens);
        ValidateNumber("temperature", _request.Temperature);
        ValidateNumber("top_p", _request.TopP);
        ValidateNumber("top_k", _request.TopK);
        ValidateNumber("n", _request.N);
        ValidateNumber("seed", _request.Seed);
        ValidateNumber("presence_penalty", _request.PresencePenalty);
        ValidateNumber("frequency_penalty", _request.FrequencyPenalty);
        ValidateNumber("repetition_penalty", _request.RepetitionPenalty);
        ValidateNumber("top_logprobs", _request.TopLogprobs);
        if (_request.LogitBias is { } biases)
        {
            foreach (KeyValuePair<string, double> bias in biases)
                ValidateRange($"$.logit_bias['{Redaction.RedactQuote(bias.Key)}']", "logit_bias", bias.Value);
        }

        if (_request.ServiceTier is { } tier && _capabilities.ServiceTiers is { } tiers
            && tiers.All(one => one.Value != tier.Value))
        {
            AddProblem(
                "$.service_tier",
                $"'{Redaction.RedactQuote(tier.Value)}' is not supported; supported: {string.Join(", ", tiers)} "
                + $"(source: {_capabilities.Source})");
        }

        if (_request is { TopLogprobs: not null, Logprobs: not true })
            AddProblem("$.top_logprobs", "requires logprobs to be true");
        if (_request.Stop is { Count: > 4 } stop)
            AddProblem("$.stop", $"has {stop.Count} sequences; the maximum is 4");
        if (_request.StreamOptions is { IncludeUsage: null })
            AddProblem("$.stream_options.include_usage", "is missing");
    }

    private void ValidateTokenLimit(string field, int? value)
    {
        ValidateNumber(field, value);
        if (value > _capabilities.MaxOutputTokens)
        {
            AddProblem(
                $"$.{field}",
                $"is {value}; the maximum of the model {QuotedModel} is {_capabilities.MaxOutputTokens} "
                + $"(source: {_capabilities.Source})");
        }
    }

    private void ValidateNumber(string field, double? value)
    {
        if (value is { } number)
            ValidateRange($"$.{field}", field, number);
    }

    private void ValidateRange(string path, string field, double value)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
            AddProblem(path, "is not a finite number");
        else if (_capabilities.Ranges.TryGetValue(field, out NumberRange? range) && range?.Contains(value) == false)
            AddProblem(path, FormattableString.Invariant($"is {value}; it must be {range}"));
    }

    private void ValidateMessageList()
    {
        if (_request.Messages is not { Count: > 0 } messages)
        {
            AddProblem("$.messages", "is empty; at least one message is required");
            return;
        }

        new MessageValidator(_capabilities, _rules, _addProblem).ValidateMessages(messages);
        ToolCallHistoryValidator.ValidateHistory(messages, _rules, _lateHandling, _addProblem);
        if (_rules.SystemMessages != SystemMessagePlacement.Anywhere)
            SystemMessageMerger.ValidatePositions(messages, _rules, _lateHandling, _addProblem);
    }

    private void ValidateTools(IReadOnlyList<Tool> tools)
    {
        if (tools.Count > _capabilities.MaxTools)
            AddProblem("$.tools", $"has {tools.Count} tools; the maximum is {_capabilities.MaxTools}");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < tools.Count; i++)
            ValidateTool(i, tools[i], names);
        ValidateToolChoice(_request.ToolChoice, names);
    }

    private void ValidateToolChoice(ToolChoice? choice, HashSet<string> names)
    {
        if (choice is { Type.Length: > 0 } && _capabilities.ToolChoices?.Contains(choice.Type) == false)
        {
            AddProblem(
                "$.tool_choice",
                $"'{Redaction.RedactQuote(choice.Type)}' is not supported by the model {QuotedModel}; supported: "
                + $"{string.Join(", ", _capabilities.ToolChoices)} (source: {_capabilities.Source})");
            return;
        }

        switch (choice)
        {
            case { Type: null or "" }:
                AddProblem("$.tool_choice.type", "is empty");
                break;
            case AllowedToolsChoice or CustomToolChoice when !_capabilities.SupportsCustomTools:
                AddProblem(
                    "$.tool_choice",
                    $"has a type that the model {QuotedModel} does not support (source: {_capabilities.Source})");
                break;
            case AllowedToolsChoice { AllowedTools: null or { Tools.Count: 0 } }:
                AddProblem("$.tool_choice.allowed_tools.tools", "is empty; at least one tool is required");
                break;
            case FunctionToolChoice { Function: var tool } when !names.Contains(tool?.Name ?? ""):
                AddProblem(
                    "$.tool_choice.function.name", $"is '{Redaction.RedactQuote(tool?.Name)}', which is not the name of a tool");
                break;
            case CustomToolChoice { Custom: var tool } when !names.Contains(tool?.Name ?? ""):
                AddProblem(
                    "$.tool_choice.custom.name", $"is '{Redaction.RedactQuote(tool?.Name)}', which is not the name of a tool");
                break;
        }
    }

    private void ValidateTool(int index, Tool tool, HashSet<string> names)
    {
        switch (tool)
        {
            case null:
                AddProblem($"$.tools[{index}]", "is null");
                break;
            case FunctionTool { Function: null } or CustomTool { Custom: null }:
                AddProblem($"$.tools[{index}]", "has no value");
                break;
            case FunctionTool { Function: var function }:
                ValidateToolName(index, "function", function.Name, names);
                if (function.Parameters is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
                    AddProblem($"$.tools[{index}].function.parameters", "is not a JSON object");
                break;
            case CustomTool { Custom: var custom }:
                ValidateToolName(index, "custom", custom.Name, names);
                if (!_capabilities.SupportsCustomTools)
                {
                    AddProblem(
                        $"$.tools[{index}]",
                        $"is a custom tool, which the model {QuotedModel} does not support (source: {_capabilities.Source})");
                }

                break;
        }
    }

    private void ValidateToolName(int index, string type, string name, HashSet<string> names)
    {
        if (!IsValidName(name))
            AddProblem($"$.tools[{index}].{type}.name", GetInvalidNameProblem(name));
        else if (!names.Add(name))
        {
            AddProblem(
                $"$.tools[{index}].{type}.name", $"is '{Redaction.RedactQuote(name)}', which is also the name of another tool");
        }
    }

    private void ValidateResponseFormat(ResponseFormat format)
    {
        if (_capabilities.ResponseFormats is { } formats && !formats.Contains(format.Type))
        {
            string supported = string.Join(", ", formats);
            AddProblem(
                "$.response_format.type",
                $"'{Redaction.RedactQuote(format.Type)}' is not supported; supported: {supported} "
                + $"(source: {_capabilities.Source})");
        }

        if (format is JsonSchemaResponseFormat { JsonSchema: null } or UnknownResponseFormat { Type: "json_schema" })
            AddProblem("$.response_format.json_schema", "is missing");
        if (format is JsonSchemaResponseFormat { JsonSchema: { } schema } && !IsValidName(schema.Name))
            AddProblem("$.response_format.json_schema.name", GetInvalidNameProblem(schema.Name));
    }

    // OpenAI's and AIML API's schemas: both fields are required, "content" is the only type, and the content is text.
    private void ValidatePrediction(Prediction prediction)
    {
        if (prediction.Type != "content")
            AddProblem("$.prediction.type", $"is '{Redaction.RedactQuote(prediction.Type)}'; it must be 'content'");
        if (prediction.Content is null)
            AddProblem("$.prediction.content", "is null");
        else if (prediction.Content.Parts?.Any(static part => part is not TextPart { Text: not null }) == true)
            AddProblem("$.prediction.content", "has a part that is not text");
    }

    // The body would contain a field twice if an additional property had its name.
    private void ValidateAdditionalProperties(IReadOnlyDictionary<string, JsonElement> additionalProperties)
    {
        foreach (KeyValuePair<string, JsonElement> property in additionalProperties)
        {
            string name = property.Key;
            if (property.Value.ValueKind == JsonValueKind.Undefined)
                AddProblem($"$.{Redaction.RedactQuote(name)}", "is undefined");
            if (name is "model" or "messages" or "stream" || (name == "output_config" && _request.ReasoningEffort is not null)
                || RequestField.All.Any(f => f.Name == name && f.IsSet(_request)))
                AddProblem($"$.{name}", "is set both by a property of the request and as an additional property");
        }
    }

    private static bool HasWhiteSpaceOrControl(string text)
    {
        foreach (char c in text)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c))
                return true;
        }

        return false;
    }

    private static string GetInvalidNameProblem(string? name) =>
        $"is '{Redaction.RedactQuote(name)}'; a name is 1 to 64 of a-z A-Z 0-9 _ -";

    private static bool IsValidName(string? name) =>
        name is { Length: >= 1 and <= 64 }
        && name.All(static c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-');
}
