using System.Text;
using MiniMaxClient.Protocols;
using MiniMaxClient.Protocols.Anthropic;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

/// <summary>Thinking deltas are the next piece, also where one begins with all that came before it.</summary>
public sealed class AnthropicThinkingTests
{
    [Fact]
    public async Task Read_ThinkingDeltaThatRepeatsEarlierText_IsIncremental()
    {
        const string Stream = """
            data: {"type":"message_start","message":{"id":"1","usage":{"input_tokens":1}}}

            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"ha"}}

            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"haha"}}

            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}

            data: {"type":"message_stop"}


            """;
        var reader = new AnthropicChunkReader(new ResponseContext("anthropic", null, 200) { MaxEventBytes = 1 << 20 });
        using var bytes = new MemoryStream(Encoding.UTF8.GetBytes(Stream));
        var builder = new ChatCompletionBuilder();
        string reasoning = "";
        await foreach (ChatCompletionChunk chunk in reader.ReadChunksAsync(bytes, TestTimeouts.Token))
        {
            reasoning += chunk.Reasoning;
            builder.Add(chunk);
        }

        Assert.Equal("hahaha", reasoning);
        Assert.Equal("hahaha", builder.Build().Reasoning);
    }
}
