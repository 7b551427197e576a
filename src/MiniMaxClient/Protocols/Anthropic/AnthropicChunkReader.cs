using System.Text;
using System.Text.Json;
using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Reads the events of a streamed Messages response as chunks of a chat completion.</summary>
/// <remarks>
/// The <c>type</c> in the data identifies an event, because some hosts omit the event's name. Unknown types are ignored.
/// </remarks>
internal sealed class AnthropicChunkReader(ResponseContext context) : ChunkReader(context)
{
    private const int MaxOpenBlocks = 1024;

    private readonly Dictionary<int, OpenBlock> _openBlocks = [];
    private AnthropicUsage _usage = new();
    private readonly DeltaTemplate _deltaTemplate = new();
    private AdditionalPropertiesBuilder _additionalProperties = new();
    private ChatCompletionEnvelope.SharedProperties _sharedProperties = new() { Object = "chat.completion.chunk" };
    private int _toolCallCount;
    private bool _hasBlocks;

    protected override int ReadJsonValue(ReadOnlySpan<byte> data, string eventType, bool isComplete)
    {
        if (eventType != "error" && _deltaTemplate.TryMatch(data) is { } next)
        {
            _additionalProperties.Add(_deltaTemplate.AdditionalProperties);
            AddBlockDelta(_deltaTemplate.BlockIndex, next);
            return data.Length;
        }

        var json = new Utf8JsonReader(data, Context.ReaderOptions);
        json.Read();
        AnthropicEvent? parsedEvent = AnthropicEvent.Read(ref json);
        if (parsedEvent is null)
            return ReadNonObjectValue(json, data);
        _usage = _usage.MergeWith(parsedEvent.Message?.Usage).MergeWith(parsedEvent.Usage);
        int length = (int)json.BytesConsumed;
        bool isError = eventType == "error" || parsedEvent.Type == "error"
            || ErrorReader.IsError(parsedEvent.BaseResp, parsedEvent.AdditionalPropertiesOrNull)
            || ErrorReader.IsError(parsedEvent.Message?.BaseResp, parsedEvent.Message?.AdditionalPropertiesOrNull)
            || parsedEvent.Delta?.StopReason == "error";
        if (ErrorReader.FindError(ResponsePartKind.Event, data.Slice(0, length), isError, Context, eventType) is { } error)
            FailStream(error);
        else if (parsedEvent.Type == "message")
            ReadCompleteMessage(data.Slice(0, length));
        else
            ProcessEvent(data.Slice(0, length), parsedEvent);
        return length;
    }

    /// <summary>Reads a complete message that replaces its events, or repeats their content after them.</summary>
    private void ReadCompleteMessage(ReadOnlySpan<byte> data)
    {
        var json = new Utf8JsonReader(data, Context.ReaderOptions);
        json.Read();
        if (AnthropicMessage.Read(ref json) is not { Content: not null } message)
            return;
        EndAllBlocks();
        ChatCompletionChunk chunk = ChatCompletionChunk.FromCompletion(AnthropicCompletionReader.ToCompletion(message, _usage));
        AddChunk(_hasBlocks ? chunk with { Choices = [chunk.Choices[0] with { Delta = null }] } : chunk);
        _hasBlocks = true;
    }

    private void ProcessEvent(ReadOnlySpan<byte> data, AnthropicEvent parsedEvent)
    {
        _deltaTemplate.Capture(data, parsedEvent, Context.ReaderOptions);
        if (parsedEvent.Type is "message_start" or "message_delta"
            or "content_block_start" or "content_block_delta" or "content_block_stop")
            _additionalProperties.Add(parsedEvent.AdditionalPropertiesOrNull);
        switch (parsedEvent.Type)
        {
            case "message_start":
                _sharedProperties = _sharedProperties with { Id = parsedEvent.Message?.Id, Model = parsedEvent.Message?.Model };
                _additionalProperties.Add(parsedEvent.Message?.AdditionalPropertiesOrNull);
                EmitDelta(new() { Role = ChatRole.Assistant });
                break;
            case "content_block_start" when parsedEvent.ContentBlock is { } block:
                StartBlock(parsedEvent.Index, block);
                break;
            case "content_block_delta" when parsedEvent.Delta is { } delta:
                AddBlockDelta(parsedEvent.Index, delta);
                break;
            case "content_block_stop":
                EndBlock(parsedEvent.Index);
                break;
            case "message_delta":
                EmitFinishReason(parsedEvent.Delta);
                break;
            case "message_stop":
                EndAllBlocks();
                CompleteStream();
                break;
        }
    }

    private void StartBlock(int index, AnthropicBlock block)
    {
        EndBlock(index);
        if (_openBlocks.Count == MaxOpenBlocks)
        {
            FailStream(ErrorFactory.InvalidResponse(Context.Provider, $"the stream has more than {MaxOpenBlocks} open blocks"));
            return;
        }

        _hasBlocks = true;
        OpenBlock open = _openBlocks[index] = new(block);
        if (block.Type == "tool_use")
        {
            // The index counts tool calls only: reasoning and text have block indexes too.
            open.ToolCallIndex = _toolCallCount++;
            EmitDelta(new()
            {
                ToolCalls =
                [
                    new()
                    {
                        Index = open.ToolCallIndex, Id = block.Id, Type = "function",
                        Function = new() { Name = block.Name, Arguments = "" },
                        AdditionalProperties = block.AdditionalPropertiesOrNull!,
                    },
                ],
            });
        }
        else if (block.ToReasoningDetail(index) is { } detail && (detail.Text is { Length: > 0 } || detail.Data is not null))
        {
            EmitDelta(new() { ReasoningDetails = [detail] });
        }
        else if (block.Type == "text")
        {
            // MiniMax was seen to send the block's text at its start and again in the first delta.
            open.HeldText = block.Text;
            EmitAdditionalProperties(block.AdditionalPropertiesOrNull);
        }
    }

    private void AddBlockDelta(int index, AnthropicBlock delta)
    {
        _hasBlocks = true;
        if (!_openBlocks.TryGetValue(index, out OpenBlock? open))
            open = new(null);
        if (delta.Text is { } text)
        {
            string held = open.FlushHeldText();
            EmitDelta(new() { Content = text.StartsWith(held, StringComparison.Ordinal) ? text : held + text });
        }

        if (delta.Thinking is not null || delta.Signature is not null)
        {
            EmitDelta(new()
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

        if (delta.PartialJson is { Length: > 0 } partialJson)
        {
            open.HasArguments = true;
            if (open.ToolCallIndex is not null)
                EmitToolArguments(open, partialJson);
            else
                (open.Input ??= new()).Append(partialJson);
        }

        EmitAdditionalProperties(delta.AdditionalPropertiesOrNull);
    }

    private void EndBlock(int index)
    {
        if (!_openBlocks.TryGetValue(index, out OpenBlock? open))
            return;
        if (open.FlushHeldText() is { Length: > 0 } text)
            EmitDelta(new() { Content = text });
        if (open is { ToolCallIndex: not null, HasArguments: false, Block: { } block })
            EmitToolArguments(open, block.Arguments);
        else if (open.ToUnknownPart() is { } part)
            EmitDelta(new() { ContentParts = [part] });
        _openBlocks.Remove(index);
    }

    /// <summary>Ends all open blocks: some hosts omit their ends.</summary>
    private void EndAllBlocks()
    {
        foreach (int index in _openBlocks.Keys.OrderBy(static index => index).ToArray())
            EndBlock(index);
    }

    private void EmitFinishReason(AnthropicBlock? delta)
    {
        if (delta?.StopReason is not null)
            EndAllBlocks();
        _additionalProperties.Add(delta?.AdditionalPropertiesOrNull);
        AddChunk(new()
        {
            Shared = _sharedProperties with { Usage = _usage.ToUsage() },
            Choices =
            [
                new()
                {
                    Index = 0,
                    FinishReason = AnthropicStopReasonConverter.ToFinishReason(delta?.StopReason),
                    AdditionalProperties = AnthropicStopReasonConverter.ToAdditionalProperties(delta?.StopReason),
                },
            ],
            AdditionalProperties = FlushAdditionalProperties(),
        });
    }

    private void EmitToolArguments(OpenBlock open, string arguments) =>
        EmitDelta(new() { ToolCalls = [new() { Index = open.ToolCallIndex, Function = new() { Arguments = arguments } }] });

    /// <summary>Emits the additional properties of a block, unless all of them are null.</summary>
    private void EmitAdditionalProperties(IReadOnlyDictionary<string, JsonElement>? additionalProperties)
    {
        if (additionalProperties?.Any(static property => property.Value.ValueKind != JsonValueKind.Null) == true)
            EmitDelta(new() { AdditionalProperties = additionalProperties });
    }

    private void EmitDelta(ChatDelta delta) => AddChunk(new()
    {
        Shared = _sharedProperties,
        Choices = [new() { Index = 0, Delta = delta }],
        AdditionalProperties = FlushAdditionalProperties(),
    });

    /// <summary>Returns and clears the additional properties that no chunk has contained yet.</summary>
    private IReadOnlyDictionary<string, JsonElement> FlushAdditionalProperties()
    {
        if (_additionalProperties.IsEmpty)
            return SchemaObject.EmptyProperties;
        IReadOnlyDictionary<string, JsonElement> properties = _additionalProperties.Build();
        _additionalProperties = new();
        return properties;
    }

    private sealed class OpenBlock(AnthropicBlock? block)
    {
        public AnthropicBlock? Block { get; } = block;

        public int? ToolCallIndex { get; set; }

        public bool HasArguments { get; set; }

        /// <summary>The input of a server-side tool: it is part of the content, not a tool call.</summary>
        public StringBuilder? Input { get; set; }

        public string? HeldText { get; set; }

        public string FlushHeldText()
        {
            string held = HeldText ?? "";
            HeldText = null;
            return held;
        }

        /// <summary>
        /// Converts a block of an unknown type to a content part; null for text, reasoning and tool calls.
        /// </summary>
        public UnknownPart? ToUnknownPart()
        {
            if (Block is not { Type: { } type } || type is "text" or "thinking" or "redacted_thinking" or "tool_use")
                return null;
            var properties = new Dictionary<string, JsonElement>();
            foreach (KeyValuePair<string, JsonElement> property in Block.AdditionalPropertiesOrNull
                ?? SchemaObject.EmptyProperties)
                properties[property.Key] = property.Value;
            if (Input is not null)
                properties["input"] = ParseInput(Input.ToString());
            return new UnknownPart(type) { AdditionalProperties = properties };
        }

        private static JsonElement ParseInput(string json)
        {
            try
            {
                return JsonElement.Parse(json);
            }
            catch (JsonException)
            {
                // Incomplete JSON is kept as a string.
                return JsonElement.Parse(JsonText.WriteToBytes(writer => JsonText.WriteValue(writer, json)));
            }
        }
    }
}
