namespace MiniMaxClient;

/// <summary>What a provider says around the choices of an answer, on a whole one and on each chunk of a stream.</summary>
/// <remarks>It is no form of its own: serialize the answer or the chunk by its own type.</remarks>
public abstract record ChatCompletionEnvelope : SchemaObject
{
    private protected ChatCompletionEnvelope()
    {
    }

    /// <summary>The provider's id of the answer: 32 hex digits from MiniMax.</summary>
    public string? Id
    {
        get => Fields.Id;
        init => Fields = Fields with { Id = value };
    }

    /// <summary>When the answer was made, in seconds since 1970.</summary>
    public long? Created
    {
        get => Fields.Created;
        init => Fields = Fields with { Created = value };
    }

    /// <summary>The model that answered, by the upstream's name: not the id that was asked for.</summary>
    public string? Model
    {
        get => Fields.Model;
        init => Fields = Fields with { Model = value };
    }

    /// <summary>The kind of object: <c>chat.completion</c> or <c>chat.completion.chunk</c>.</summary>
    public string? Object
    {
        get => Fields.Object;
        init => Fields = Fields with { Object = value };
    }

    /// <summary>The tokens that the call took; on a chunk, those so far, or a place holder of MiniMax's.</summary>
    public Usage? Usage
    {
        get => Fields.Usage;
        init => Fields = Fields with { Usage = value };
    }

    /// <summary>The tier that served the call.</summary>
    public ServiceTier? ServiceTier
    {
        get => MiniMaxClient.ServiceTier.From(Fields.ServiceTier);
        init => Fields = Fields with { ServiceTier = value?.Value };
    }

    /// <summary>The provider's mark of the configuration that answered.</summary>
    public string? SystemFingerprint
    {
        get => Fields.SystemFingerprint;
        init => Fields = Fields with { SystemFingerprint = value };
    }

    /// <summary>Whether MiniMax found the prompt sensitive.</summary>
    public bool? InputSensitive
    {
        get => Fields.InputSensitive;
        init => Fields = Fields with { InputSensitive = value };
    }

    /// <summary>Whether MiniMax found the answer sensitive.</summary>
    public bool? OutputSensitive
    {
        get => Fields.OutputSensitive;
        init => Fields = Fields with { OutputSensitive = value };
    }

    /// <summary>
    /// What it found: 1 severe violation, 2 pornography, 3 advertising, 4 prohibited, 5 abuse, 6 violence, 7 other; 0
    /// nothing.
    /// </summary>
    public int? InputSensitiveType
    {
        get => Fields.InputSensitiveType;
        init => Fields = Fields with { InputSensitiveType = value };
    }

    /// <summary>As <see cref="InputSensitiveType"/>, for the answer.</summary>
    public int? OutputSensitiveType
    {
        get => Fields.OutputSensitiveType;
        init => Fields = Fields with { OutputSensitiveType = value };
    }

    /// <summary>MiniMax's number for the answer; 0 in every body seen, and nowhere explained.</summary>
    public int? OutputSensitiveInt
    {
        get => Fields.OutputSensitiveInt;
        init => Fields = Fields with { OutputSensitiveInt = value };
    }

    /// <summary>MiniMax's own status.</summary>
    public BaseResponse? BaseResp
    {
        get => Fields.BaseResp;
        init => Fields = Fields with { BaseResp = value };
    }

    /// <summary>What AIML API adds about the call.</summary>
    public CompletionMeta? Meta
    {
        get => Fields.Meta;
        init => Fields = Fields with { Meta = value };
    }

    /// <summary>All of these, in an object that copies and the chunks of a stream share.</summary>
    internal EnvelopeFields Fields { get; init; } = EnvelopeFields.None;
}
