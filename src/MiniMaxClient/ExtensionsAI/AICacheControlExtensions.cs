using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient;

/// <summary>Provides markers of the prompt cache for contents and functions of Microsoft.Extensions.AI.</summary>
public static class AICacheControlExtensions
{
    /// <summary>Sets the marker of a content, up to which the provider caches the prompt.</summary>
    /// <typeparam name="T">The type of the content.</typeparam>
    /// <param name="content">The content, whose additional property <c>anthropic:cache_control</c> is set.</param>
    /// <param name="marker">The marker; null for <see cref="CacheControl.Ephemeral"/>.</param>
    /// <returns>The content.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    public static T WithCacheControl<T>(this T content, CacheControl? marker = null)
        where T : AIContent
    {
        ArgumentNullException.ThrowIfNull(content);
        (content.AdditionalProperties ??= [])[AICacheControl.PropertyKey] = marker ?? CacheControl.Ephemeral;
        return content;
    }

    /// <summary>Creates a function with a marker, up to which the provider caches the prompt.</summary>
    /// <param name="function">The function, which is not changed.</param>
    /// <param name="marker">The marker; null for <see cref="CacheControl.Ephemeral"/>.</param>
    /// <returns>The function with the marker.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    public static AIFunction WithCacheControl(this AIFunction function, CacheControl? marker = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new MarkedFunction(function, marker ?? CacheControl.Ephemeral);
    }

    private sealed class MarkedFunction(AIFunction function, CacheControl marker) : DelegatingAIFunction(function)
    {
        public override IReadOnlyDictionary<string, object?> AdditionalProperties { get; } =
            new AdditionalPropertiesDictionary(function.AdditionalProperties) { [AICacheControl.PropertyKey] = marker };
    }
}
