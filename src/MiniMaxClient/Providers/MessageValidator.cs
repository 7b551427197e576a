using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Validates the messages of one request.</summary>
internal sealed class MessageValidator(
    ModelCapabilities capabilities, MessageRules rules, Action<string, string> addProblem)
{
    private readonly MediaValidator _mediaValidator = new(capabilities, addProblem);
    private int _index;
    private bool _hasNonEmptyMessages;

    public void ValidateMessages(IReadOnlyList<ChatMessage> messages)
    {
        // Empty assistant messages are omitted; at least one other message must remain.
        _hasNonEmptyMessages = messages.Any(static message => message is not AssistantMessage { IsEmpty: true });
        for (int i = 0; i < messages.Count; i++)
            ValidateMessage(i, messages[i]);
        _mediaValidator.ValidateTotalSize();
    }

    private void ValidateMessage(int index, ChatMessage? message)
    {
        _index = index;
        if (message is null)
        {
            AddProblem("", "is null");
            return;
        }

        if (capabilities.Roles?.Contains(message.Role) == false)
            AddUnsupportedProblem(".role", message.Role.Value, capabilities.Roles);
        switch (message)
        {
            case SystemMessage system:
                ValidateTextContent(system.Content);
                break;
            case DeveloperMessage developer:
                ValidateTextContent(developer.Content);
                break;
            case UserMessage user:
                ValidateUserContent(user.Content);
                break;
            case ToolMessage tool:
                ValidateToolMessage(tool);
                break;
            case AssistantMessage assistant:
                ValidateAssistantMessage(assistant);
                break;
        }
    }

    // Formats the path only here, since few messages have a problem.
    private void AddProblem(string path, string problem) => addProblem($"$.messages[{_index}]{path}", problem);

    private void AddUnsupportedProblem<T>(string path, string value, IEnumerable<T> supported) =>
        AddProblem(
            path,
            $"'{Redaction.RedactQuote(value)}' is not supported by the model; supported: {string.Join(", ", supported)} "
            + $"(source: {capabilities.Source})");

    private void ValidateTextContent(MessageContent? content)
    {
        if (content is null)
            AddProblem(".content", "is null");
        else if (content.Parts is { Count: 0 })
            AddProblem(".content", "is empty");
        else if (content.Parts?.Any(static part => part is not TextPart { Text: not null }) == true)
            AddProblem(".content", "has a part that is not text");
    }

    private void ValidateNotEmpty(MessageContent? content, bool isEmpty)
    {
        // ValidateTextContent and ValidateUserContent report an empty list of parts.
        if (isEmpty && rules.RejectsEmptyText && content!.Parts is not { Count: 0 })
            AddProblem(".content", $"has no text, which is not supported (source: {rules.Source})");
    }

    private void ValidateToolMessage(ToolMessage tool)
    {
        ValidateTextContent(tool.Content);
        ValidateNotEmpty(tool.Content, tool.Content is { Text.Length: 0 });
        if (string.IsNullOrEmpty(tool.ToolCallId))
            AddProblem(".tool_call_id", "is empty");
        if (tool.Content?.Parts is not { } parts || capabilities.SupportsToolMessageParts)
            return;
        if (!capabilities.SendsStringContent || !parts.All(static part => part is TextPart { AdditionalPropertiesOrNull: null }))
            AddProblem(".content", $"has several parts; a tool message has one text (source: {capabilities.Source})");
    }

    private void ValidateAssistantMessage(AssistantMessage assistant)
    {
        if (assistant.IsEmpty && !_hasNonEmptyMessages)
            AddProblem(".content", "is null, and the message has neither tool calls nor reasoning");
        if (assistant.Content?.Parts is { } parts)
            ValidateAssistantParts(parts);
        if (!capabilities.SupportsCustomTools)
            ValidateNoCustomCalls(assistant.ToolCalls);
        ValidateNoNullItems(".reasoning_details", assistant.ReasoningDetails);
        ValidateNoNullItems(".annotations", assistant.Annotations);
    }

    // OpenAI's and AIML API's schemas: text parts, or exactly one refusal. Neither schema has the reasoning parts of other hosts,
    // so these are allowed next to both.
    private void ValidateAssistantParts(IReadOnlyList<ContentPart> parts)
    {
        if (parts.Any(static part => part is null or ImagePart or VideoPart or FilePart))
            AddProblem(".content", "has a part that is neither text nor refusal");
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i] is TextPart { Text: null } or RefusalPart { Refusal: null })
                AddProblem($".content[{i}]", "has no value");
        }

        int refusals = parts.Count(static part => part is RefusalPart);
        if (refusals > 1)
            AddProblem(".content", $"has {refusals} refusals; the maximum is 1");
        else if (refusals == 1 && parts.Any(static part => part is TextPart))
            AddProblem(".content", "has text and a refusal; only one of them is supported");
    }

    private void ValidateNoCustomCalls(IReadOnlyList<ToolCall>? calls)
    {
        for (int i = 0; i < calls?.Count; i++)
        {
            if (calls[i] is CustomToolCall)
                AddUnsupportedProblem($".tool_calls[{i}].type", "custom", (string[])["function"]);
        }
    }

    private void ValidateNoNullItems(string path, IReadOnlyList<SchemaObject>? items)
    {
        for (int i = 0; i < items?.Count; i++)
        {
            if (items[i] is null)
                AddProblem($"{path}[{i}]", "is null");
        }
    }

    private void ValidateUserContent(MessageContent? content)
    {
        if (content is null)
            AddProblem(".content", "is null");
        ValidateNotEmpty(
            content,
            content is not null && string.IsNullOrWhiteSpace(content.Text)
            && content.Parts?.Any(static part => part is not TextPart { Text: not null }) != true);
        if (content?.Parts is not { } parts)
            return;
        if (parts.Count == 0)
            AddProblem(".content", "is empty");
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not { } part)
                AddProblem($".content[{i}]", "is null");
            else if (capabilities.UserPartTypes is { } types && !types.Contains(part.Type))
                AddUnsupportedProblem($".content[{i}].type", part.Type, types);
            else if (part is TextPart { Text: null })
                AddProblem($".content[{i}]", "has no value");
            else if (part is ImagePart or VideoPart or FilePart)
                _mediaValidator.ValidatePart($"$.messages[{_index}].content[{i}]", part);
        }
    }
}
