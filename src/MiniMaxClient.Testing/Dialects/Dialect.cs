using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Endpoints;
using MiniMaxClient.Testing.Serving;
using PathString = Microsoft.AspNetCore.Http.PathString;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>The API of a provider: its paths, authentication, errors and headers.</summary>
internal abstract class Dialect(MiniMaxEmulatorOptions options)
{
    // The code that MiniMax documents for its rate limits.
    private const int RateLimitCode = 1002;

    private readonly ConcurrentDictionary<(int KeyIndex, string Model), RateWindow> _rateWindows = new();

    protected MiniMaxEmulatorOptions Options => options;

    public ApiKeyRegistry Keys { get; } = new(options);
    protected PromptCache PromptCache { get; } = new(options);

    /// <summary>Gets whether a generated completion calls the first tool of the request.</summary>
    public bool ShouldCallTools => options.CallsTools;

    public abstract string Name { get; }

    /// <summary>Gets the path of the emulator that contains the provider's paths.</summary>
    public abstract string RootPath { get; }

    /// <summary>Gets the provider's path that clients use as the base address.</summary>
    public abstract string BasePath { get; }

    protected abstract IReadOnlyList<Endpoint> Endpoints { get; }

    /// <summary>Returns the API keys of a request that this provider reads.</summary>
    protected abstract IEnumerable<string?> GetKeys(EmulatedCall call);

    protected abstract ReplyContent.Error InvalidKeyError { get; }
    protected abstract ReplyContent.Error InsufficientCreditsError { get; }
    protected abstract ReplyContent.Error RateLimitError { get; }
    protected abstract ReplyContent.Error CreateUnknownPathError(EmulatedCall call);
    public abstract ReplyContent.Error UnreadableBodyError { get; }

    /// <summary>Creates the error for a body that violates the schema.</summary>
    public abstract ReplyContent.Error CreateInvalidRequestError(string problem);

    /// <summary>Returns the error for a model that the provider does not have, or null.</summary>
    public abstract ReplyContent.Error? ValidateModel(string model);

    /// <summary>Returns the error of the Messages API for a model that the provider does not have, or null.</summary>
    public virtual ReplyContent.Error? ValidateMessagesModel(string model) => ValidateModel(model);

    /// <summary>Gets the schema of a request of the Messages API that creates a message.</summary>
    public virtual JsonRule MessageContract => MessagesContract.CreateMessage;

    /// <summary>Gets the schema of a request of the Messages API that counts tokens.</summary>
    public virtual JsonRule CountTokensContract => MessagesContract.CountTokens;

    /// <summary>Returns the error for what the model of a request of the Messages API does not support, or null.</summary>
    public virtual ReplyContent.Error? ValidateMessagesFeatures(JsonElement body) => null;

    /// <summary>Returns the traits of the message for a request of the Messages API.</summary>
    public virtual CompletionStyle CreateMessageStyle(EmulatedCall call) => new(call.MessagesBody.Model)
    {
        IsThinking = call.MessagesBody.IsThinkingEnabled(isOnByDefault: false),
        IsThinkingSeparate = true,
    };

    /// <summary>Returns the error for a body that is too large, or null.</summary>
    protected virtual ReplyContent.Error? ValidateBodySize(EmulatedCall call) => null;

    /// <summary>Gets whether the provider forwards to MiniMax, so that MiniMax's rules and bodies apply.</summary>
    public virtual bool HasMiniMaxRules => true;

    /// <summary>Gets whether messages have a prompt cache with markers.</summary>
    public virtual bool HasMessagesCache => false;

    /// <summary>Gets whether the provider sends the <c>Retry-After</c> header.</summary>
    protected virtual bool HasRetryAfterHeader => true;

    /// <summary>Writes an error with an HTTP status in the provider's envelope.</summary>
    public abstract void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply);

    /// <summary>Writes an error in the envelope of the provider's Anthropic-style endpoints.</summary>
    public virtual void WriteAnthropicError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply) =>
        AnthropicError.Write(writer, error);

    /// <summary>Writes an error with HTTP status 200, for endpoints without their own format.</summary>
    public virtual void WriteInBandError(Utf8JsonWriter writer, ReplyContent.InBandError error) =>
        MiniMaxCompletionWriter.WriteStatus(writer, error.Code, error.Message);

    /// <summary>Adds the provider's headers; <paramref name="completion"/> is null if the response has none.</summary>
    protected virtual void AddHeaders(IDictionary<string, string> headers, EmulatedCall call, Completion? completion)
    {
    }

    /// <summary>Determines whether a path of the emulator belongs to this provider.</summary>
    public virtual bool IsOwnPath(PathString path) => path.StartsWithSegments(RootPath);

    public bool HasValidKey(EmulatedCall call) =>
        FindKeyIndex(call) is { } index && Keys.GetState(index) != EmulatorKeyState.Invalid;

    /// <summary>Returns the index of the request's API key among those that the emulator accepts, or null.</summary>
    public int? FindKeyIndex(EmulatedCall call) => Keys.FindIndex(GetKeys(call));

    /// <summary>Returns the error with which the provider rejects the request, or null.</summary>
    public ReplyContent.Error? AuthorizeAndValidate(EmulatedCall call)
    {
        if (FindEndpoint(call) is not { } endpoint)
            return CreateUnknownPathError(call);
        bool hasKey = GetKeys(call).Any(static key => !string.IsNullOrEmpty(key));
        if (endpoint.IsKeyRequired && (hasKey || options.RequiresApiKey) && !HasValidKey(call))
            return InvalidKeyError;
        return ValidateKeyState(call, endpoint) ?? ValidateBodySize(call) ?? endpoint.ValidateRequest(call);
    }

    /// <summary>Counts an accepted request, or returns the error if a rate limit is exceeded.</summary>
    public Reply? EnforceRateLimit(EmulatedCall call)
    {
        if (options.RateLimit is not { } limit || FindKeyIndex(call) is not { } key
            || FindEndpoint(call)?.GetCountedPrompt(call) is not { } prompt)
            return null;
        RateWindow window = _rateWindows.GetOrAdd((key, prompt.Model), _ => new(limit, options.TimeProvider));
        call.CountedRequest =
            window.TryCount(TokenCounts.EstimateFromCharacters(prompt.Body.PromptCharacters), out TimeSpan wait);
        if (call.CountedRequest is not null)
            return null;
        ReplyContent content =
            limit.IsInBand ? new ReplyContent.InBandError(RateLimitCode, RateLimitError.Message) : RateLimitError;
        Reply reply = Reply.FromContent(content);
        return limit.SendsRetryAfter ? reply.WithRetryAfter(wait) : reply;
    }

    /// <summary>Applies the prompt cache to a message, whose token counts the reply may define.</summary>
    public Completion CountCachedMessageTokens(EmulatedCall call, ReplyContent content, Completion message)
    {
        if (!HasMessagesCache)
            return message;
        (int read, int written) = PromptCache.UseMarkers(
            GetCacheScope(call, "messages", message.Model), PromptBlock.ReadMessages(call.Json ?? default));
        return content is ReplyContent.Scripted { Tokens: not null }
            ? message
            : message with { Tokens = message.Tokens with { CacheRead = read, CacheWritten = written } };
    }

    public EmulatorResponse CreateReplyResponse(EmulatedCall call, Reply reply)
    {
        Endpoint? endpoint = FindEndpoint(call);
        Completion? completion = endpoint?.CreateCompletion(call, reply.Content);
        call.CountedRequest?.SetTokens(completion?.Tokens.Total ?? 0);
        EmulatorResponse response = reply.Content switch
        {
            ReplyContent.Error error => EmulatorResponse.FromJson(error.Status, Json.WriteObject(writer =>
            {
                if (endpoint is null)
                    WriteError(writer, call, error, reply);
                else
                    endpoint.WriteError(writer, call, error, reply);
            })),
            ReplyContent.InBandError error => endpoint!.CreateInBandErrorResponse(error, call, reply.Format),
            ReplyContent.Raw raw => new(raw.Status, raw.ContentType, [raw.Body]),
            ReplyContent.Events events => endpoint!.CreateEventsResponse(events.Data, reply.Format),
            _ => endpoint!.CreateResponse(call, reply, completion),
        };
        AddHeaders(response.Headers, call, completion);
        if (reply.RetryAfter is { } wait && HasRetryAfterHeader)
            response.Headers["Retry-After"] = RoundUpToSeconds(wait).ToString(CultureInfo.InvariantCulture);
        foreach ((string header, string value) in reply.Headers)
            response.Headers[header] = value;
        return response;
    }

    /// <summary>Returns the prepaid credits of the request's API key.</summary>
    protected decimal GetBalance(EmulatedCall call) =>
        FindKeyIndex(call) is { } index && Keys.GetState(index) == EmulatorKeyState.OutOfCredits ? 0 : options.Account.Balance;

    /// <summary>Returns the name of the part of the prompt cache that a request uses.</summary>
    protected string GetCacheScope(EmulatedCall call, string api, string model) =>
        string.Create(CultureInfo.InvariantCulture, $"{FindKeyIndex(call)} {api} {model}");

    protected static long RoundUpToSeconds(TimeSpan wait) => (long)Math.Ceiling(wait.TotalSeconds);

    // Requests that generate nothing, such as a model list, cost nothing.
    private ReplyContent.Error? ValidateKeyState(EmulatedCall call, Endpoint endpoint)
    {
        if (FindKeyIndex(call) is not { } index || endpoint.GetCountedPrompt(call) is null)
            return null;
        return Keys.GetState(index) switch
        {
            EmulatorKeyState.OutOfCredits => InsufficientCreditsError,
            EmulatorKeyState.RateLimited => RateLimitError,
            _ => null,
        };
    }

    private Endpoint? FindEndpoint(EmulatedCall call) => Endpoints.FirstOrDefault(endpoint => endpoint.IsMatch(call));
}
