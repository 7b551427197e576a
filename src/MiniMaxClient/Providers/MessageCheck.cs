using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Finds what is wrong with the messages of one request.</summary>
internal sealed class MessageCheck(ModelCapabilities takes, Action<string, string> add)
{
    private int _files;

    public void Check(string path, ChatMessage? message)
    {
        if (message is null)
        {
            add(path, "is null");
            return;
        }

        if (takes.Roles?.Contains(message.Role) == false)
            AddNotTaken($"{path}.role", message.Role.Value, takes.Roles);
        switch (message)
        {
            case SystemMessage system:
                CheckTexts(path, system.Content);
                break;
            case DeveloperMessage developer:
                CheckTexts(path, developer.Content);
                break;
            case UserMessage user:
                CheckUser($"{path}.content", user.Content);
                break;
            case ToolMessage tool:
                CheckTool(path, tool);
                break;
            case AssistantMessage assistant:
                CheckAssistant(path, assistant);
                break;
        }
    }

    private void AddNotTaken<T>(string path, string value, IEnumerable<T> taken) =>
        add(path, $"is '{Redaction.Quote(value)}'; taken are {string.Join(", ", taken)} (by {takes.Source})");

    private void CheckTexts(string path, MessageContent? content)
    {
        if (content is null)
            add($"{path}.content", "is null");
        else if (content.Parts is { Count: 0 })
            add($"{path}.content", "is empty");
        else if (content.Parts?.Any(static part => part is not TextPart { Text: not null }) == true)
            add($"{path}.content", "has a part other than text");
    }

    private void CheckTool(string path, ToolMessage tool)
    {
        CheckTexts(path, tool.Content);
        if (string.IsNullOrEmpty(tool.ToolCallId))
            add($"{path}.tool_call_id", "is empty");
        if (tool.Content?.Parts is not null && !takes.ToolMessageParts)
            add($"{path}.content", $"has parts; a tool message is one text (by {takes.Source})");
    }

    private void CheckAssistant(string path, AssistantMessage assistant)
    {
        if (assistant is { Content: null, ToolCalls: null or { Count: 0 }, Refusal: null, Reasoning.Length: 0 })
            add($"{path}.content", "is null, and there are neither tool calls nor thinking");
        if (assistant.Content?.Parts?.Any(static part => part is null or ImagePart or FilePart) == true)
            add($"{path}.content", "has a part other than text or refusal");
        CheckNulls($"{path}.reasoning_details", assistant.ReasoningDetails);
        CheckNulls($"{path}.annotations", assistant.Annotations);
    }

    private void CheckNulls(string path, IReadOnlyList<SchemaObject>? items)
    {
        for (int i = 0; i < items?.Count; i++)
        {
            if (items[i] is null)
                add($"{path}[{i}]", "is null");
        }
    }

    private void CheckUser(string path, MessageContent? content)
    {
        if (content is null)
            add(path, "is null");
        if (content?.Parts is not { } parts)
            return;
        if (parts.Count == 0)
            add(path, "is empty");
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i] is not { } part)
                add($"{path}[{i}]", "is null");
            else if (takes.UserParts is { } types && !types.Contains(part.Type))
                AddNotTaken($"{path}[{i}].type", part.Type, types);
            else if (part is ImagePart { ImageUrl: null or { Url: null } } or FilePart { File: null } or TextPart { Text: null })
                add($"{path}[{i}]", "has nothing in it");
            else if (part is FilePart { File: var file })
                CheckFile($"{path}[{i}].file", file);
        }
    }

    private void CheckFile(string path, FileContent file)
    {
        if (++_files == takes.MaxFiles + 1)
            add(path, $"is one file too many; at most {takes.MaxFiles} are taken (by {takes.Source})");
        if (file is { FileId: null, FileData: null, Bytes.IsEmpty: true })
            add(path, "has no content");
        if (file.FileId is not null && !takes.FileIds)
            add($"{path}.file_id", $"is not taken for the model (by {takes.Source})");

        // Four characters of base64 are three bytes; the prefix of a data URL is not worth taking off.
        long size = file.FileData is { } data ? data.Length / 4L * 3 : file.Bytes.Length;
        if (size > takes.MaxFileBytes)
            add($"{path}.file_data", $"is of {size} bytes; at most {takes.MaxFileBytes} are taken (by {takes.Source})");
    }
}
