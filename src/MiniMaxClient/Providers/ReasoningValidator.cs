using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Validates the fields of a request that control the reasoning of the model.</summary>
internal sealed class ReasoningValidator(
    ChatCompletionRequest request, ModelCapabilities capabilities, Action<string, string> addProblem)
{
    private string QuotedModel => Redaction.RedactQuote(request.Model);

    public void ValidateReasoning()
    {
        if (request.ReasoningEffort is { } effort)
            ValidateEffort(effort);
        if (request.Thinking is { } thinking && capabilities.SupportsField("thinking"))
            ValidateThinking(thinking);
        if (request.ReasoningSplit == false && !capabilities.SupportsReasoningInContent)
        {
            addProblem(
                "$.reasoning_split",
                $"is false, but the model {QuotedModel} always sends its reasoning separately (source: {capabilities.Source})");
        }

        ValidateConsistency();
    }

    private void ValidateEffort(ReasoningEffort effort)
    {
        if (string.IsNullOrWhiteSpace(effort.Value))
        {
            addProblem("$.reasoning_effort", "is empty");
            return;
        }

        // RequestValidator reports other values of an unsupported field.
        bool isReported = effort != ReasoningEffort.None && !capabilities.SupportsField("reasoning_effort");
        if (isReported || capabilities.SupportsEffort(effort))
            return;
        addProblem(
            "$.reasoning_effort",
            capabilities.ReasoningEfforts is { Count: 0 } && effort != ReasoningEffort.None
                ? $"is not supported by the model {QuotedModel} (source: {capabilities.Source})"
                : effort == ReasoningEffort.None
                ? $"is 'none', but the reasoning of the model {QuotedModel} cannot be disabled (source: {capabilities.Source})"
                : $"'{Redaction.RedactQuote(effort.Value)}' is not supported by the model {QuotedModel}; supported: "
                  + $"{string.Join(", ", capabilities.ReasoningEfforts!)} (source: {capabilities.Source})");
    }

    private void ValidateThinking(Thinking thinking)
    {
        if (capabilities.ThinkingTypes is not { } types || types.Contains(thinking.Type ?? ""))
            return;
        addProblem(
            "$.thinking.type",
            thinking.Type == "disabled"
                ? $"is 'disabled', but the reasoning of the model {QuotedModel} cannot be disabled "
                  + $"(source: {capabilities.Source})"
                : $"'{Redaction.RedactQuote(thinking.Type)}' is not supported by the model {QuotedModel}; supported: "
                  + $"{string.Join(", ", types)} (source: {capabilities.Source})");
    }

    private void ValidateConsistency()
    {
        if (request is not { ReasoningEffort: { } effort, Thinking.Type: { } type })
            return;

        // Other models may have an effort without thinking.
        bool isContradictory = effort == ReasoningEffort.None
            ? type != "disabled"
            : type == "disabled" && MiniMaxModels.IsMiniMaxModel(request.Model);
        if (isContradictory)
        {
            addProblem(
                "$.reasoning_effort",
                $"is '{Redaction.RedactQuote(effort.Value)}', which contradicts the thinking type "
                + $"'{Redaction.RedactQuote(type)}'");
        }
    }
}
