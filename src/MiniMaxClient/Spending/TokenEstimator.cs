using System.Collections.Concurrent;

namespace MiniMaxClient.Spending;

/// <summary>Estimates the tokens of a client's requests and responses by model, as learned from reported usage.</summary>
internal sealed class TokenEstimator
{
    private const int MaxModels = 256;

    private readonly ConcurrentDictionary<string, ModelTokens> _models = new(StringComparer.Ordinal);

    /// <summary>Gets the estimates of a model; above 256 models, estimates that nothing is learned for.</summary>
    /// <param name="model">The provider's id of the model.</param>
    public ModelTokens GetModel(string model) =>
        _models.TryGetValue(model, out ModelTokens? tokens) ? tokens
        : _models.Count < MaxModels ? _models.GetOrAdd(model, static _ => new())
        : new();
}

/// <summary>Represents the learned estimates of one model.</summary>
internal sealed class ModelTokens
{
    private const double InitialMeanCompletionTokens = 1000;

    // A longer response says nothing about the next one.
    private const long MaxCompletionTokens = 1_000_000;

    // The weight of a new response in the mean, once there are as many.
    private const int MeanCount = 20;

    private readonly object _lock = new();
    private readonly LearnedRatio _prompt = new();
    private readonly LearnedRatio _completion = new();
    private double _meanCompletionTokens = InitialMeanCompletionTokens;
    private int _responseCount = 1;

    /// <summary>Gets the mean number of completion tokens of recent responses.</summary>
    public long MeanCompletionTokens
    {
        get
        {
            lock (_lock)
                return (long)Math.Ceiling(_meanCompletionTokens);
        }
    }

    public double PromptCharactersPerToken
    {
        get
        {
            lock (_lock)
                return _prompt.Value;
        }
    }

    public double CompletionCharactersPerToken
    {
        get
        {
            lock (_lock)
                return _completion.Value;
        }
    }

    /// <summary>Learns from the usage of a prompt.</summary>
    public void LearnPrompt(long characters, long tokens)
    {
        lock (_lock)
            _prompt.Learn(characters, tokens);
    }

    /// <summary>Learns from the usage of a complete response.</summary>
    public void LearnCompletion(long characters, long tokens)
    {
        lock (_lock)
        {
            _completion.Learn(characters, tokens);
            if (tokens is <= 0 or > MaxCompletionTokens)
                return;
            _responseCount = Math.Min(_responseCount + 1, MeanCount);
            _meanCompletionTokens += (tokens - _meanCompletionTokens) / _responseCount;
        }
    }

    /// <summary>The ratio of characters to tokens.</summary>
    private sealed class LearnedRatio
    {
        // The approximate length of a token of English text or code; MiniMax's tokenizer is not public. It has the weight of a
        // short request.
        private const double InitialRatio = 4;
        private const double InitialTokens = 100;

        // Above it, older requests lose weight.
        private const double MaxTokens = 200_000;

        // A ratio outside of these bounds is a wrong usage, or tokens of something that is not text.
        private const double MinRatio = 0.25;
        private const double MaxRatio = 32;

        private double _tokens = InitialTokens;
        private double _characters = InitialTokens * InitialRatio;

        public double Value => _characters / _tokens;

        public void Learn(long characters, long tokens)
        {
            if (tokens <= 0 || characters < tokens * MinRatio || characters > tokens * MaxRatio)
                return;
            // One request of any length replaces at most all that was learned before.
            double weight = Math.Min(1, MaxTokens / tokens);
            _tokens += tokens * weight;
            _characters += characters * weight;
            if (_tokens <= MaxTokens)
                return;
            _characters *= MaxTokens / 2 / _tokens;
            _tokens = MaxTokens / 2;
        }
    }
}
