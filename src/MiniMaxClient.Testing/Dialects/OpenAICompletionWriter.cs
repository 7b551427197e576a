using System.Text.Json;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>Writes OpenAI bodies with the properties of the samples at https://docs.modelslab.com/llm-api.</summary>
internal static class OpenAICompletionWriter
{
    public static void WriteCompletion(Utf8JsonWriter writer, Completion completion)
    {
        writer.WriteString("id", FormatId(completion));
        writer.WriteString("object", "chat.completion");
        writer.WriteNumber("created", completion.Created);
        writer.WriteString("model", completion.Model);
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        writer.WriteStartObject("message");
        writer.WriteString("role", "assistant");
        // The function-calling sample has "content": null with tool_calls.
        if (completion.ToolCalls.Count > 0 && completion.Content.Length == 0)
            writer.WriteNull("content");
        else
            writer.WriteString("content", completion.Content);
        if (completion.ToolCalls.Count > 0)
            WriteToolCalls(writer, completion.ToolCalls);
        writer.WriteEndObject();
        writer.WriteString("finish_reason", completion.FinishReason);
        writer.WriteEndObject();
        writer.WriteEndArray();
        WriteUsage(writer, completion.Tokens);
    }

    // The sample chunks have neither "created" nor "model".
    public static IEnumerable<byte[]> WriteChunks(Completion completion, bool shouldIncludeUsage, int chunkSize)
    {
        bool isFirst = true;
        foreach (CompletionDelta delta in completion.SplitIntoDeltas(chunkSize))
        {
            bool hasRole = isFirst;
            isFirst = false;
            yield return WriteChunk(completion, writer => WriteDelta(writer, delta, hasRole), finishReason: null);
        }

        yield return WriteChunk(completion, static _ => { }, completion.FinishReason);
        if (!shouldIncludeUsage)
            yield break;
        yield return Json.WriteObject(writer =>
        {
            WriteMetadata(writer, completion);
            writer.WriteStartArray("choices");
            writer.WriteEndArray();
            WriteUsage(writer, completion.Tokens);
        });
    }

    private static byte[] WriteChunk(Completion completion, Action<Utf8JsonWriter> writeDelta, string? finishReason) =>
        Json.WriteObject(writer =>
        {
            WriteMetadata(writer, completion);
            writer.WriteStartArray("choices");
            writer.WriteStartObject();
            writer.WriteNumber("index", 0);
            writer.WriteStartObject("delta");
            writeDelta(writer);
            writer.WriteEndObject();
            writer.WriteString("finish_reason", finishReason);
            writer.WriteEndObject();
            writer.WriteEndArray();
        });

    private static void WriteMetadata(Utf8JsonWriter writer, Completion completion)
    {
        writer.WriteString("id", FormatId(completion));
        writer.WriteString("object", "chat.completion.chunk");
    }

    private static void WriteDelta(Utf8JsonWriter writer, CompletionDelta delta, bool hasRole)
    {
        if (hasRole)
            writer.WriteString("role", "assistant");
        if (delta is CompletionDelta.Content content)
            writer.WriteString("content", content.Text);
        if (delta is not CompletionDelta.Arguments arguments)
            return;
        writer.WriteStartArray("tool_calls");
        writer.WriteStartObject();
        writer.WriteNumber("index", arguments.Index);
        if (arguments.StartedCall is { } started)
        {
            writer.WriteString("id", started.Id);
            writer.WriteString("type", "function");
        }

        writer.WriteStartObject("function");
        if (arguments.StartedCall is { Name: var name })
            writer.WriteString("name", name);
        writer.WriteString("arguments", arguments.Text);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteToolCalls(Utf8JsonWriter writer, IReadOnlyList<ToolUse> calls)
    {
        writer.WriteStartArray("tool_calls");
        foreach (ToolUse call in calls)
        {
            writer.WriteStartObject();
            writer.WriteString("id", call.Id);
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", call.Name);
            writer.WriteString("arguments", call.ArgumentsJson);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter writer, TokenCounts tokens)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", tokens.Prompt);
        writer.WriteNumber("completion_tokens", tokens.Completion);
        writer.WriteNumber("total_tokens", tokens.Total);
        writer.WriteEndObject();
    }

    private static string FormatId(Completion completion) => $"gen-{completion.Id}";
}
