using System.Text.Json;
using MiniMaxClient.Testing.Answers;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>
/// The events of a streamed message, as MiniMax's page shows them and, for other hosts, as Anthropic's does
/// (https://platform.claude.com/docs/en/build-with-claude/streaming).
/// </summary>
internal sealed class MessageEvents(MessageBody body, Completion completion, int chunkSize)
{
    public IEnumerable<(string? Name, byte[] Data)> All()
    {
        yield return Event("message_start", WriteMessage);
        yield return Event("ping", static _ => { });
        IReadOnlyList<Block> blocks = Block.Of(completion);
        for (int i = 0; i < blocks.Count; i++)
        {
            int index = i;
            Block block = blocks[i];
            yield return Event("content_block_start", writer => WriteStart(writer, index, block));
            foreach ((string type, string field, string text) in Pieces(block))
            {
                yield return Event("content_block_delta", writer =>
                {
                    writer.WriteNumber("index", index);
                    writer.WriteStartObject("delta");
                    writer.WriteString("type", type);
                    writer.WriteString(field, text);
                    writer.WriteEndObject();
                });
            }

            yield return Event("content_block_stop", writer => writer.WriteNumber("index", index));
        }

        yield return Event("message_delta", WriteEnd);
        yield return Event("message_stop", static _ => { });
    }

    private static (string? Name, byte[] Data) Event(string type, Action<Utf8JsonWriter> write) => (type, Json.Object(writer =>
    {
        writer.WriteString("type", type);
        write(writer);
    }));

    // MiniMax learns the count of its input only at the end; the sample's message_start says 0.
    private void WriteMessage(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("message");
        body.WriteHead(writer, completion);
        writer.WriteStartArray("content");
        writer.WriteEndArray();
        writer.WriteString("model", completion.Model);
        writer.WriteNull("stop_reason");
        writer.WriteNull("stop_sequence");
        MessageBody.WriteUsage(writer, body.IsMiniMaxs ? 0 : completion.Tokens.Prompt, 0);
        if (body.IsMiniMaxs)
            writer.WriteString("service_tier", "standard");
        writer.WriteEndObject();
    }

    private static void WriteStart(Utf8JsonWriter writer, int index, Block block)
    {
        writer.WriteNumber("index", index);
        writer.WriteStartObject("content_block");
        switch (block)
        {
            // No signature yet: github.com/anthropics/anthropic-sdk-csharp issue 181.
            case Block.Thinking:
                writer.WriteString("type", "thinking");
                writer.WriteString("thinking", "");
                break;
            case Block.Text:
                writer.WriteString("type", "text");
                writer.WriteString("text", "");
                break;
            case Block.Tool tool:
                writer.WriteString("type", "tool_use");
                writer.WriteString("id", tool.Call.Id);
                writer.WriteString("name", tool.Call.Name);
                writer.WriteStartObject("input");
                writer.WriteEndObject();
                break;
        }

        writer.WriteEndObject();
    }

    private IEnumerable<(string Type, string Field, string Text)> Pieces(Block block) => block switch
    {
        Block.Thinking thinking => TextPieces.Of(thinking.Value, chunkSize)
            .Select(piece => ("thinking_delta", "thinking", piece))
            .Append(("signature_delta", "signature", MessageBody.Signature(thinking.Value))),
        Block.Text text => TextPieces.Of(text.Value, chunkSize).Select(piece => ("text_delta", "text", piece)),
        Block.Tool tool => TextPieces.Of(tool.Call.ArgumentsJson, chunkSize).DefaultIfEmpty("")
            .Select(piece => ("input_json_delta", "partial_json", piece)),
        _ => [],
    };

    // The counts are those of the whole message; Anthropic promises the output's alone.
    private void WriteEnd(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("delta");
        writer.WriteString("stop_reason", MessageBody.StopReason(completion));
        if (!body.IsMiniMaxs)
            writer.WriteNull("stop_sequence");
        writer.WriteEndObject();
        if (body.IsMiniMaxs)
        {
            MessageBody.WriteUsage(writer, completion.Tokens.Prompt, completion.Tokens.Completion);
            return;
        }

        writer.WriteStartObject("usage");
        writer.WriteNumber("output_tokens", completion.Tokens.Completion);
        writer.WriteEndObject();
    }
}
