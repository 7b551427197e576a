using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Client;

/// <summary>Logs the warnings of a client about models and the fields that they ignore, each of them once.</summary>
internal sealed class ModelWarnings(IProviderAdapter adapter, ILogger logger, TimeProvider clock, KnownSecrets secrets)
{
    // Model ids can come from the users of an application.
    private const int MaxModelWarnings = 1_000;

    private readonly ConcurrentDictionary<string, bool> _fieldWarnings = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _modelWarnings = new(StringComparer.Ordinal);
    private int _modelWarningCount;

    /// <summary>Warns about the model and the ignored parts of a request that is valid.</summary>
    public void CheckRequest(ChatCompletionRequest request)
    {
        string model = request.Model;
        ModelCapabilities capabilities = adapter.GetCapabilities(model);
        if (capabilities.RetirementDate is { } date && date <= clock.GetUtcNow() && IsFirstOfModel("retired", model))
            Log.ModelRetired(logger, adapter.Name, Redact(model), date);
        if (adapter is ProviderAdapter provider && provider.IsUnlistedModel(model) && IsFirstOfModel("unlisted", model))
            Log.ModelNotListed(logger, adapter.Name, Redact(model));
        foreach (string name in capabilities.IgnoredFields)
        {
            if (RequestField.IsSet(name, request) && _fieldWarnings.TryAdd("ignored " + name, true))
                Log.FieldIgnored(logger, Redact(model), adapter.Name, name);
        }

        if (capabilities.IgnoredPartTypes.Count > 0)
            CheckParts(request, capabilities.IgnoredPartTypes);
    }

    /// <summary>Warns about a response of another model than the requested one.</summary>
    /// <param name="requested">The model of the request.</param>
    /// <param name="responded">The model of the response.</param>
    /// <param name="callSecrets">The secrets of the call.</param>
    public void CheckResponse(string requested, string? responded, KnownSecrets callSecrets)
    {
        if (string.IsNullOrWhiteSpace(responded) || responded == requested)
            return;
        bool isSame = adapter is ProviderAdapter provider
            ? provider.IsSameModel(requested, responded!)
            : ModelName.IsSame(requested, responded!) || ModelName.IsSame(adapter.MapModel(requested), responded!);
        if (!isSame && IsFirstOfModel("other", requested))
            Log.OtherModel(logger, adapter.Name, Redaction.RedactWord(responded, callSecrets)!, Redact(requested));
    }

    /// <summary>Warns about a field of a request that is not sent.</summary>
    public void ReportDroppedField(string field, ChatCompletionRequest request)
    {
        // Of this field, a provider may support other values.
        string shown = field == "reasoning_effort" ? $"{field} ({Redact(request.ReasoningEffort?.Value ?? "")})" : field;
        if (_fieldWarnings.TryAdd("dropped " + field, true))
            Log.FieldDropped(logger, adapter.Name, shown, Redact(request.Model));
    }

    private void CheckParts(ChatCompletionRequest request, IReadOnlyCollection<string> ignoredTypes)
    {
        foreach (UserMessage message in request.Messages.OfType<UserMessage>())
        {
            foreach (ContentPart part in message.Content.Parts ?? [])
            {
                if (ignoredTypes.Contains(part.Type) && _fieldWarnings.TryAdd("part " + part.Type, true))
                    Log.PartIgnored(logger, Redact(request.Model), adapter.Name, part.Type);
            }
        }
    }

    private bool IsFirstOfModel(string warning, string model)
    {
        string key = $"{warning} {Redact(model)}";
        return !_modelWarnings.ContainsKey(key) && Volatile.Read(ref _modelWarningCount) < MaxModelWarnings
            && _modelWarnings.TryAdd(key, true) && Interlocked.Increment(ref _modelWarningCount) > 0;
    }

    private string Redact(string model) => Redaction.RedactWord(model, secrets)!;
}
