using System.Text.Json;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>
/// Writes the events of a streamed message: for MiniMax those of
/// https://platform.minimax.io/docs/api-reference/text-chat-anthropic, for other hosts those of
/// https://platform.claude.com/docs/en/build-with-claude/streaming.
/// </summary>
internal sealed class MessagesEventWriter(MessagesCompletionWriter messageWriter, Completion completion, int chunkSize)
{
    public IEnumerable<(string? Name, byte[] Data)> WriteEvents()
    {
        yield return CreateEvent("message_start", WriteMessageStart);
        yield return CreateEvent("ping", static _ => { });
        IReadOnlyList<ContentBlock> blocks = ContentBlock.FromCompletion(completion);
        for (int i = 0; i < blocks.Count; i++)
        {
            int index = i;
            ContentBlock block = blocks[i];
            yield return CreateEvent("content_block_start", writer => WriteBlockStart(writer, index, block));
            foreach ((string type, string field, string text) in SplitBlock(block))
            {
                yield return CreateEvent("content_block_delta", writer =>
                {
                    writer.WriteNumber("index", index);
                    writer.WriteStartObject("delta");
                    writer.WriteString("type", type);
                    writer.WriteString(field, text);
                    writer.WriteEndObject();
                });
            }

            yield return CreateEvent("content_block_stop", writer => writer.WriteNumber("index", index));
        }

        yield return CreateEvent("message_delta", WriteMessageDelta);
        yield return CreateEvent("message_stop", static _ => { });
    }

    private static (string? Name, byte[] Data) CreateEvent(string type, Action<Utf8JsonWriter> write)
    {
        byte[] data = Json.WriteObject(writer =>
        {
            writer.WriteString("type", type);
            write(writer);
        });
        return (type, data);
    }

    private void WriteMessageStart(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("message");
        messageWriter.WriteMetadata(writer, completion);
        writer.WriteStartArray("content");
        writer.WriteEndArray();
        writer.WriteString("model", completion.Model);
        writer.WriteNull("stop_reason");
        writer.WriteNull("stop_sequence");
        MessagesCompletionWriter.WriteUsage(writer, CreateInitialTokens());
        if (messageWriter.IsMiniMax)
            writer.WriteString("service_tier", "standard");
        writer.WriteEndObject();
    }

    // In MiniMax's sample the input tokens of message_start are 0, and the whole prompt is read from the cache; the true counts
    // are in the last event.
    private TokenCounts CreateInitialTokens()
    {
        int prompt = completion.Tokens.Prompt;
        if (!messageWriter.IsMiniMax)
            return new(prompt, 0, 0);
        return messageWriter.HasCache ? new(prompt, 0, 0) { CacheRead = prompt } : new(0, 0, 0);
    }

    private static void WriteBlockStart(Utf8JsonWriter writer, int index, ContentBlock block)
    {
        writer.WriteNumber("index", index);
        writer.WriteStartObject("content_block");
        switch (block)
        {
            // A block starts without a signature: github.com/anthropics/anthropic-sdk-csharp issue 181.
            case ContentBlock.Thinking:
                writer.WriteString("type", "thinking");
                writer.WriteString("thinking", "");
                break;
            case ContentBlock.Text:
                writer.WriteString("type", "text");
                writer.WriteString("text", "");
                break;
            case ContentBlock.Tool tool:
                writer.WriteString("type", "tool_use");
                writer.WriteString("id", tool.Call.Id);
                writer.WriteString("name", tool.Call.Name);
                writer.WriteStartObject("input");
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
    }

    private IEnumerable<(string Type, string Field, string Text)> SplitBlock(ContentBlock block) => block switch
    {
        ContentBlock.Thinking thinking => TextChunker.Split(thinking.Value, chunkSize)
            .Select(part => ("thinking_delta", "thinking", part))
            .Append(("signature_delta", "signature", MessagesCompletionWriter.CreateSignature(thinking.Value))),
        ContentBlock.Text text => TextChunker.Split(text.Value, chunkSize).Select(part => ("text_delta", "text", part)),
        ContentBlock.Tool tool => TextChunker.Split(tool.Call.ArgumentsJson, chunkSize).DefaultIfEmpty("")
            .Select(part => ("input_json_delta", "partial_json", part)),
        _ => [],
    };

    // The counts are cumulative; Anthropic documents only the output tokens.
    private void WriteMessageDelta(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("delta");
        writer.WriteString("stop_reason", MessagesCompletionWriter.GetStopReason(completion));
        if (!messageWriter.IsMiniMax)
            writer.WriteNull("stop_sequence");
        writer.WriteEndObject();
        if (messageWriter.IsMiniMax)
        {
            MessagesCompletionWriter.WriteUsage(writer, completion.Tokens);
            return;
        }

        writer.WriteStartObject("usage");
        writer.WriteNumber("output_tokens", completion.Tokens.Completion);
        writer.WriteEndObject();
    }
}
