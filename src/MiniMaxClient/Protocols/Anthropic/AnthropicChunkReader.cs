using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Reads the events of a streamed Messages answer as the chunks of a chat completion.</summary>
/// <remarks>
/// Events go by the <c>type</c> in their data: some hosts leave out the event's name. An event of an unknown type is passed over.
/// </remarks>
internal sealed class AnthropicChunkReader(ProtocolContext context, int maxEventBytes) : ChunkReader(context, maxEventBytes)
{
    private const int MaxOpenBlocks = 1024;

    private readonly Dictionary<int, OpenBlock> _blocks = [];
    private readonly AnthropicUsage _usage = new();
    private readonly RecurringDelta _recurring = new();
    private EnvelopeFields _fields = new() { Object = "chat.completion.chunk" };
    private int _calls;

    protected override int ReadValue(ReadOnlySpan<byte> data, string eventType, bool isWhole)
    {
        if (eventType != "error" && _recurring.TryRead(data) is { } next)
        {
            Continue(_recurring.Index, next);
            return data.Length;
        }

        var json = new Utf8JsonReader(data, Context.ReaderOptions);
        json.Read();
        AnthropicEvent? read = AnthropicEvent.Read(ref json, _usage);
        int length = (int)json.BytesConsumed;
        if (read is null)
            Fail(ErrorFactory.InvalidResponse(Context.Provider, "an event of the stream is JSON, but not an object"));
        else if (eventType == "error" || read.Type == "error" || ErrorReader.IsError(read.BaseResp, read.Others))
            Fail(ErrorReader.ReadEvent(data.Slice(0, length), Context));
        else
            Take(data.Slice(0, length), read);
        return length;
    }

    private void Take(ReadOnlySpan<byte> data, AnthropicEvent read)
    {
        _recurring.Learn(data, read, Context.ReaderOptions);
        switch (read.Type)
        {
            case "message_start":
                _fields = _fields with { Id = read.Message?.Id, Model = read.Message?.Model };
                Emit(new() { Role = ChatRole.Assistant });
                break;
            case "content_block_start" when read.Block is { } block:
                Start(read.Index, block);
                break;
            case "content_block_delta" when read.Delta is { } delta:
                Continue(read.Index, delta);
                break;
            case "content_block_stop":
                Stop(read.Index);
                break;
            case "message_delta":
                Finish(read.Delta?.StopReason);
                break;
            case "message_stop":
                StopAll();
                End();
                break;
        }
    }

    private void Start(int index, AnthropicBlock block)
    {
        Stop(index);
        if (_blocks.Count == MaxOpenBlocks)
        {
            Fail(ErrorFactory.InvalidResponse(Context.Provider, $"the stream has more than {MaxOpenBlocks} open blocks"));
            return;
        }

        OpenBlock open = _blocks[index] = new(block);
        if (block.Type == "tool_use")
        {
            // The place among the calls, not among the blocks: thinking and text have block indices too.
            open.Call = _calls++;
            Emit(new()
            {
                ToolCalls =
                [
                    new()
                    {
                        Index = open.Call, Id = block.Id, Type = "function",
                        Function = new() { Name = block.Name, Arguments = "" },
                    },
                ],
            });
        }
        else if (block.ToDetail(index) is { } detail && (detail.Text is { Length: > 0 } || detail.Data is not null))
        {
            Emit(new() { ReasoningDetails = [detail] });
        }
        else if (block.Type == "text")
        {
            // MiniMax was seen to send the block's text at its start and once more as the first delta.
            open.HeldText = block.Text;
        }
    }

    private void Continue(int index, AnthropicBlock delta)
    {
        if (!_blocks.TryGetValue(index, out OpenBlock? open))
            open = new(null);
        if (delta.Text is { } text)
        {
            string held = open.TakeHeldText();
            Emit(new() { Content = text.StartsWith(held, StringComparison.Ordinal) ? text : held + text });
        }

        if (delta.Thinking is not null || delta.Signature is not null)
        {
            Emit(new()
            {
                ReasoningDetails =
                [
                    new()
                    {
                        Type = "reasoning.text", Format = AnthropicBlock.ReasoningFormat, Index = index,
                        Text = delta.Thinking, Signature = delta.Signature,
                    },
                ],
            });
        }

        // The input of a tool that the server runs by itself is no part of a call.
        if (open.Call is not null && delta.PartialJson is { Length: > 0 } piece)
        {
            open.HasArguments = true;
            EmitArguments(open, piece);
        }
    }

    private void Stop(int index)
    {
        if (!_blocks.TryGetValue(index, out OpenBlock? open))
            return;
        if (open.TakeHeldText() is { Length: > 0 } text)
            Emit(new() { Content = text });
        if (open is { Call: not null, HasArguments: false, Block: { } block })
            EmitArguments(open, block.Arguments);
        _blocks.Remove(index);
    }

    /// <summary>Ends the blocks that the host left open.</summary>
    private void StopAll()
    {
        foreach (int index in _blocks.Keys.OrderBy(static index => index).ToArray())
            Stop(index);
    }

    private void Finish(string? stopReason)
    {
        if (stopReason is not null)
            StopAll();
        Add(new()
        {
            Fields = _fields with { Usage = _usage.ToUsage() },
            Choices = [new() { Index = 0, FinishReason = AnthropicStopReason.ToFinishReason(stopReason) }],
        });
    }

    private void EmitArguments(OpenBlock open, string piece) =>
        Emit(new() { ToolCalls = [new() { Index = open.Call, Function = new() { Arguments = piece } }] });

    private void Emit(ChatDelta delta) => Add(new()
    {
        Fields = _fields,
        Choices = [new() { Index = 0, Delta = delta }],
    });

    private sealed class OpenBlock(AnthropicBlock? block)
    {
        public AnthropicBlock? Block { get; } = block;

        public int? Call { get; set; }

        public bool HasArguments { get; set; }

        public string? HeldText { get; set; }

        public string TakeHeldText()
        {
            string held = HeldText ?? "";
            HeldText = null;
            return held;
        }
    }
}
