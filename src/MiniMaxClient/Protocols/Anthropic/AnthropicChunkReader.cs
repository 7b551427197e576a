using System.Text;
using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Reads the events of a streamed Messages answer as the chunks of a chat completion.</summary>
/// <remarks>
/// Events go by the <c>type</c> in their data: some hosts leave out the event's name. An event of an unknown type is passed over.
/// </remarks>
internal sealed class AnthropicChunkReader(ProtocolContext context) : ChunkReader(context)
{
    private const int MaxOpenBlocks = 1024;

    private readonly Dictionary<int, OpenBlock> _blocks = [];
    private AnthropicUsage _usage = new();
    private readonly RecurringDelta _recurring = new();
    private AdditionalPropertiesBuilder _others = new();
    private ChatCompletionEnvelope.SharedProperties _shared = new() { Object = "chat.completion.chunk" };
    private int _calls;
    private bool _hasBlocks;

    protected override int ReadValue(ReadOnlySpan<byte> data, string eventType, bool isWhole)
    {
        if (eventType != "error" && _recurring.TryRead(data) is { } next)
        {
            _others.Add(_recurring.Others);
            Continue(_recurring.Index, next);
            return data.Length;
        }

        var json = new Utf8JsonReader(data, Context.ReaderOptions);
        json.Read();
        AnthropicEvent? read = AnthropicEvent.Read(ref json);
        if (read is null)
            return ReadOther(json, data);
        _usage = _usage.Update(read.Message?.Usage).Update(read.Usage);
        int length = (int)json.BytesConsumed;
        bool isError = eventType == "error" || read.Type == "error" || ErrorReader.IsError(read.BaseResp, read.Others)
            || ErrorReader.IsError(read.Message?.BaseResp, read.Message?.Others) || read.Delta?.StopReason == "error";
        if (ErrorReader.Find(PartKind.Event, data.Slice(0, length), isError, Context, eventType) is { } error)
            Fail(error);
        else if (read.Type == "message")
            ReadMessage(data.Slice(0, length));
        else
            Take(data.Slice(0, length), read);
        return length;
    }

    /// <summary>Reads a whole message in the place of its events; after them it repeats what has arrived.</summary>
    private void ReadMessage(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data, Context.ReaderOptions);
        json.Read();
        if (AnthropicMessage.Read(ref json) is not { Content: not null } message)
            return;
        StopAll();
        ChatCompletionChunk chunk = ChatCompletionChunk.FromCompletion(AnthropicCompletionReader.ToCompletion(message, _usage));
        Add(_hasBlocks ? chunk with { Choices = [chunk.Choices[0] with { Delta = null }] } : chunk);
        _hasBlocks = true;
    }

    private void Take(ReadOnlySpan<byte> data, AnthropicEvent read)
    {
        _recurring.Learn(data, read, Context.ReaderOptions);
        if (read.Type is "message_start" or "message_delta"
            or "content_block_start" or "content_block_delta" or "content_block_stop")
            _others.Add(read.Others);
        switch (read.Type)
        {
            case "message_start":
                _shared = _shared with { Id = read.Message?.Id, Model = read.Message?.Model };
                _others.Add(read.Message?.Others);
                Emit(new() { Role = ChatRole.Assistant });
                break;
            case "content_block_start" when read.ContentBlock is { } block:
                Start(read.Index, block);
                break;
            case "content_block_delta" when read.Delta is { } delta:
                Continue(read.Index, delta);
                break;
            case "content_block_stop":
                Stop(read.Index);
                break;
            case "message_delta":
                Finish(read.Delta);
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

        _hasBlocks = true;
        OpenBlock open = _blocks[index] = new(block);
        if (block.Type == "tool_use")
        {
            // The index among the calls, not among the blocks: reasoning and text have block indexes too.
            open.Call = _calls++;
            Emit(new()
            {
                ToolCalls =
                [
                    new()
                    {
                        Index = open.Call, Id = block.Id, Type = "function",
                        Function = new() { Name = block.Name, Arguments = "" },
                        AdditionalProperties = block.Others!,
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
            EmitOthers(block.Others);
        }
    }

    private void Continue(int index, AnthropicBlock delta)
    {
        _hasBlocks = true;
        if (!_blocks.TryGetValue(index, out OpenBlock? open))
            open = new(null);
        if (delta.Text is { } text)
        {
            string held = open.ReleaseHeldText();
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

        if (delta.PartialJson is { Length: > 0 } part)
        {
            open.HasArguments = true;
            if (open.Call is not null)
                EmitArguments(open, part);
            else
                (open.Input ??= new()).Append(part);
        }

        EmitOthers(delta.Others);
    }

    private void Stop(int index)
    {
        if (!_blocks.TryGetValue(index, out OpenBlock? open))
            return;
        if (open.ReleaseHeldText() is { Length: > 0 } text)
            Emit(new() { Content = text });
        if (open is { Call: not null, HasArguments: false, Block: { } block })
            EmitArguments(open, block.Arguments);
        else if (open.ToPart() is { } part)
            Emit(new() { ContentParts = [part] });
        _blocks.Remove(index);
    }

    /// <summary>Ends the blocks that the host left open.</summary>
    private void StopAll()
    {
        foreach (int index in _blocks.Keys.OrderBy(static index => index).ToArray())
            Stop(index);
    }

    private void Finish(AnthropicBlock? delta)
    {
        if (delta?.StopReason is not null)
            StopAll();
        _others.Add(delta?.Others);
        Add(new()
        {
            Shared = _shared with { Usage = _usage.ToUsage() },
            Choices =
            [
                new()
                {
                    Index = 0,
                    FinishReason = AnthropicStopReason.ToFinishReason(delta?.StopReason),
                    AdditionalProperties = AnthropicStopReason.ToProperties(delta?.StopReason),
                },
            ],
            AdditionalProperties = CollectOthers(),
        });
    }

    private void EmitArguments(OpenBlock open, string part) =>
        Emit(new() { ToolCalls = [new() { Index = open.Call, Function = new() { Arguments = part } }] });

    /// <summary>Hands over what the schema does not name; a null says nothing.</summary>
    private void EmitOthers(IReadOnlyDictionary<string, JsonElement>? others)
    {
        if (others?.Any(static other => other.Value.ValueKind != JsonValueKind.Null) == true)
            Emit(new() { AdditionalProperties = others });
    }

    private void Emit(ChatDelta delta) => Add(new()
    {
        Shared = _shared,
        Choices = [new() { Index = 0, Delta = delta }],
        AdditionalProperties = CollectOthers(),
    });

    /// <summary>Gets the additional properties that no chunk has carried yet.</summary>
    private IReadOnlyDictionary<string, JsonElement> CollectOthers()
    {
        if (_others.IsEmpty)
            return SchemaObject.NoProperties;
        IReadOnlyDictionary<string, JsonElement> others = _others.Build();
        _others = new();
        return others;
    }

    private sealed class OpenBlock(AnthropicBlock? block)
    {
        public AnthropicBlock? Block { get; } = block;

        public int? Call { get; set; }

        public bool HasArguments { get; set; }

        /// <summary>The input of a tool that the server runs by itself: it is part of the content, not a call.</summary>
        public StringBuilder? Input { get; set; }

        public string? HeldText { get; set; }

        public string ReleaseHeldText()
        {
            string held = HeldText ?? "";
            HeldText = null;
            return held;
        }

        /// <summary>
        /// Gets a block that is neither text, reasoning nor a call as a part of the content; null for the others.
        /// </summary>
        public UnknownPart? ToPart()
        {
            if (Block is not { Type: { } type } || type is "text" or "thinking" or "redacted_thinking" or "tool_use")
                return null;
            var properties = new Dictionary<string, JsonElement>();
            foreach (KeyValuePair<string, JsonElement> property in Block.Others ?? SchemaObject.NoProperties)
                properties[property.Key] = property.Value;
            if (Input is not null)
                properties["input"] = Parse(Input.ToString());
            return new UnknownPart(type) { AdditionalProperties = properties };
        }

        private static JsonElement Parse(string json)
        {
            try
            {
                return JsonElement.Parse(json);
            }
            catch (JsonException)
            {
                // Cut off: kept as text.
                return JsonElement.Parse(JsonText.Bytes(writer => JsonText.Write(writer, json)));
            }
        }
    }
}
