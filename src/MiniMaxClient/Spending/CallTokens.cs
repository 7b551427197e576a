namespace MiniMaxClient.Spending;

/// <summary>Estimates the tokens of one call from its characters, and improves the estimates of its model.</summary>
/// <param name="model">The estimates of the model.</param>
/// <param name="request">The request.</param>
internal sealed class CallTokens(ModelTokens model, ChatCompletionRequest request)
{
    private ChatCompletionRequest? _request = request;
    private (bool HasMedia, long Length) _media;
    private long _textLength;
    private long _characterCount;
    private long _usageCharacterCount;
    private Usage? _usage;

    /// <summary>Gets the estimated number of prompt tokens, without images, videos and files.</summary>
    public long PromptTokens => (long)(_textLength / model.PromptCharactersPerToken);

    /// <summary>
    /// Gets the estimated number of tokens of the prompt and of the response: its maximum, or else the mean of the model.
    /// </summary>
    public long ReservedTokens { get; private set; }

    /// <summary>Records the length of the body of the request, which is valid, in bytes.</summary>
    public void RecordBodyLength(long bodyLength)
    {
        if (_request is not { } request)
            return;
        // A stream releases the messages of its request.
        _request = null;
        _media = GetMedia(request);
        _textLength = Math.Max(0, bodyLength - _media.Length);
        // The reported tokens, and so their mean, are those of all choices.
        long completionTokens = (request.MaxCompletionTokens ?? request.MaxTokens) is { } max
            ? (long)max * (request.N ?? 1)
            : model.MeanCompletionTokens;
        ReservedTokens = PromptTokens + completionTokens;
    }

    /// <summary>Records a response.</summary>
    public void RecordCompletion(ChatCompletion completion)
    {
        foreach (ChatChoice choice in completion.Choices)
            _characterCount += CountCharacters(ChatDelta.FromMessage(choice.Message));
        RecordUsage(completion.Usage);
    }

    /// <summary>Records a chunk; returns the number of its characters.</summary>
    public long RecordChunk(ChatCompletionChunk chunk)
    {
        long characters = 0;
        foreach (ChatChunkChoice choice in chunk.Choices)
            characters += choice.Delta is { } delta ? CountCharacters(delta) : 0;
        _characterCount += characters;
        RecordUsage(chunk.Usage);
        return characters;
    }

    /// <summary>Estimates the number of completion tokens of the text so far.</summary>
    /// <param name="isComplete">Whether no more text follows, so that the last token may be shorter.</param>
    public long EstimateCompletionTokens(bool isComplete)
    {
        double tokens = _characterCount / model.CompletionCharactersPerToken;
        return (long)(isComplete ? Math.Ceiling(tokens) : tokens);
    }

    /// <summary>Improves the estimates of the model after a complete response.</summary>
    public void Learn()
    {
        // The tokens of media depend on their size in pixels.
        if (!_media.HasMedia)
            model.LearnPrompt(_textLength, _usage?.PromptTokens ?? 0);
        model.LearnCompletion(_usageCharacterCount, _usage?.CompletionTokens ?? 0);
    }

    private void RecordUsage(Usage? usage)
    {
        if (usage is null or { PromptTokens: null, CompletionTokens: null })
            return;
        _usage = usage;
        _usageCharacterCount = _characterCount;
    }

    /// <summary>Gets the length of the images, videos and files of a request, which says nothing about their tokens.</summary>
    private static (bool HasMedia, long Length) GetMedia(ChatCompletionRequest request)
    {
        bool hasMedia = false;
        long length = 0;
        foreach (UserMessage message in request.Messages.OfType<UserMessage>())
        {
            foreach (ContentPart part in message.Content.Parts ?? [])
            {
                hasMedia |= part is ImagePart or VideoPart or FilePart;
                length += part switch
                {
                    ImagePart { ImageUrl: var image } => GetLength(image.Url, image.Bytes),
                    VideoPart { VideoUrl: var video } => GetLength(video.Url, video.Bytes),
                    FilePart { File: var file } => GetLength(file.FileData, file.Bytes),
                    _ => 0,
                };
            }
        }

        return (hasMedia, length);
    }

    private static long GetLength(string? text, ReadOnlyMemory<byte> bytes) =>
        text?.Length ?? Base64Chunks.GetEncodedLength(bytes);

    private static long CountCharacters(ChatDelta delta)
    {
        // Text and Reasoning, because only they convert cumulative reasoning into deltas.
        long count = delta.Text.Length + delta.Reasoning.Length;
        foreach (ToolCallDelta call in delta.ToolCalls ?? [])
            count += (call.Function?.Arguments ?? call.Custom?.Input)?.Length ?? 0;
        return count;
    }
}
