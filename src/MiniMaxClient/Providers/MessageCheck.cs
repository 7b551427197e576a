using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Finds what is wrong with the messages of one request.</summary>
internal sealed class MessageCheck(ModelCapabilities takes, MessageRules rules, Action<string, string> add)
{
    private int _place;
    private int _files;
    private bool _hasOthers;

    /// <summary>Checks all messages.</summary>
    public void Check(IReadOnlyList<ChatMessage> messages)
    {
        // Empty messages of the assistant are left out, which must leave something to send.
        _hasOthers = messages.Any(static message => message is not AssistantMessage { IsEmpty: true });
        for (int i = 0; i < messages.Count; i++)
            Check(i, messages[i]);
    }

    private void Check(int place, ChatMessage? message)
    {
        _place = place;
        if (message is null)
        {
            Add("", "is null");
            return;
        }

        if (takes.Roles?.Contains(message.Role) == false)
            AddNotTaken(".role", message.Role.Value, takes.Roles);
        switch (message)
        {
            case SystemMessage system:
                CheckTexts(system.Content);
                break;
            case DeveloperMessage developer:
                CheckTexts(developer.Content);
                break;
            case UserMessage user:
                CheckUser(user.Content);
                break;
            case ToolMessage tool:
                CheckTool(tool);
                break;
            case AssistantMessage assistant:
                CheckAssistant(assistant);
                break;
        }
    }

    /// <summary>Adds a problem; only there is the path put together, for few messages have one.</summary>
    private void Add(string path, string problem) => add($"$.messages[{_place}]{path}", problem);

    private void AddNotTaken<T>(string path, string value, IEnumerable<T> taken) =>
        Add(
            path,
            $"'{Redaction.Quote(value)}' is not supported; supported: {string.Join(", ", taken)} (source: {takes.Source})");

    private void CheckTexts(MessageContent? content)
    {
        if (content is null)
            Add(".content", "is null");
        else if (content.Parts is { Count: 0 })
            Add(".content", "is empty");
        else if (content.Parts?.Any(static part => part is not TextPart { Text: not null }) == true)
            Add(".content", "has a part that is not text");
    }

    private void CheckEmpty(MessageContent? content, bool isEmpty)
    {
        // Parts of another kind, and a list without any, are other problems or none.
        if (isEmpty && rules.RejectsEmptyText && content!.Parts is not { Count: 0 })
            Add(".content", $"has no text, which is not supported (source: {rules.Source})");
    }

    private void CheckTool(ToolMessage tool)
    {
        CheckTexts(tool.Content);
        CheckEmpty(tool.Content, tool.Content is { Text.Length: 0 });
        if (string.IsNullOrEmpty(tool.ToolCallId))
            Add(".tool_call_id", "is empty");
        if (tool.Content?.Parts is { } parts && !takes.SupportsToolMessageParts
            && !(takes.SendsStringContent && parts.All(static part => part is TextPart { Others: null })))
            Add(".content", $"has several parts; a tool message has one text (source: {takes.Source})");
    }

    private void CheckAssistant(AssistantMessage assistant)
    {
        if (assistant.IsEmpty && !_hasOthers)
            Add(".content", "is null, and the message has neither tool calls nor reasoning");
        if (assistant.Content?.Parts?.Any(static part => part is null or ImagePart or FilePart) == true)
            Add(".content", "has a part that is neither text nor refusal");
        CheckNulls(".reasoning_details", assistant.ReasoningDetails);
        CheckNulls(".annotations", assistant.Annotations);
    }

    private void CheckNulls(string path, IReadOnlyList<SchemaObject>? items)
    {
        for (int i = 0; i < items?.Count; i++)
        {
            if (items[i] is null)
                Add($"{path}[{i}]", "is null");
        }
    }

    private void CheckUser(MessageContent? content)
    {
        if (content is null)
            Add(".content", "is null");
        CheckEmpty(
            content,
            content is not null && string.IsNullOrWhiteSpace(content.Text)
            && content.Parts?.Any(static part => part is not TextPart { Text: not null }) != true);
        if (content?.Parts is not { } parts)
            return;
        if (parts.Count == 0)
            Add(".content", "is empty");
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not { } part)
                Add($".content[{i}]", "is null");
            else if (takes.UserPartTypes is { } types && !types.Contains(part.Type))
                AddNotTaken($".content[{i}].type", part.Type, types);
            else if (part is ImagePart { ImageUrl: null or { Url: null } } or FilePart { File: null } or TextPart { Text: null })
                Add($".content[{i}]", "has no value");
            else if (part is FilePart { File: var file })
                CheckFile($".content[{i}].file", file);
        }
    }

    private void CheckFile(string path, FileContent file)
    {
        if (++_files == takes.MaxFiles + 1)
            Add(path, $"exceeds the maximum of {takes.MaxFiles} files (source: {takes.Source})");
        if (file is { FileId: null, FileData: null, Bytes.IsEmpty: true })
            Add(path, "has no content");
        if (file.FileId is not null && !takes.SupportsFileIds)
            Add($"{path}.file_id", $"is not supported by the model (source: {takes.Source})");

        // Four characters of base64 are three bytes; the prefix of a data URL is not worth taking off.
        long size = file.FileData is { } data ? data.Length / 4L * 3 : file.Bytes.Length;
        if (size > takes.MaxFileBytes)
            Add($"{path}.file_data", $"has {size} bytes; the maximum is {takes.MaxFileBytes} (source: {takes.Source})");
    }
}
