using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using MiniMaxClient.Agents;

namespace MiniMaxClient;

/// <content>Structured output for a prompt, and from a response that was already received.</content>
public static partial class StructuredOutputExtensions
{
    /// <summary>Sends a user message and parses the response as a type.</summary>
    /// <remarks>Behaves as the overload with a request.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="prompt">The text of the user message.</param>
    /// <param name="type">The metadata of the type, such as <c>AppJson.Default.Person</c>.</param>
    /// <param name="model">
    /// The model: an id of <see cref="MiniMaxModels"/>, or the provider's own id; null for the default model of the client.
    /// </param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// No response matches; the last one is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call failed, or the request is invalid and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [OverloadResolutionPriority(PromptTypeInfoPriority)]
    public static Task<T> CompleteAsync<T>(
        this IChatCompletionsClient client,
        string prompt,
        JsonTypeInfo<T> type,
        string? model = null,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var request = new ChatCompletionRequest { Model = model ?? "", Messages = [ChatMessage.User(prompt)] };
        return client.CompleteAsync(request, type, options, cancellationToken);
    }

    /// <summary>Sends a user message and parses the response as a type, using reflection.</summary>
    /// <remarks>Behaves as the overload with a request.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="prompt">The text of the user message.</param>
    /// <param name="model">
    /// The model: an id of <see cref="MiniMaxModels"/>, or the provider's own id; null for the default model of the client.
    /// </param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// No response matches; the last one is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call failed, or the request is invalid and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    [OverloadResolutionPriority(PromptPriority)]
    public static Task<T> CompleteAsync<T>(
        this IChatCompletionsClient client,
        string prompt,
        string? model = null,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.CompleteAsync(prompt, GetReflectedTypeInfo<T>(), model, options, cancellationToken);

    /// <summary>Parses a response as a type, and validates it.</summary>
    /// <remarks>
    /// The JSON is found, and spelling that differs is accepted, as by <c>CompleteAsync</c> with a type. Nothing is sent: the
    /// request must have asked for the JSON, and a response that does not match is not corrected.
    /// </remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="completion">The response.</param>
    /// <param name="type">The metadata of the type, such as <c>AppJson.Default.Person</c>.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The response does not match; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    public static T ReadAs<T>(this ChatCompletion completion, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(completion);
        ArgumentNullException.ThrowIfNull(type);
        var output = new StructuredOutput<T>(
            new() { Messages = [] }, type, StructuredOutputMode.Instruction, StructuredOutputSchema.FromType(type, null));
        StructuredOutputReadResult<T> result = output.ParseCompletion(completion);
        return result.ErrorMessage is null ? result.Value! : throw output.CreateMismatchException(completion, result);
    }

    /// <summary>Parses a response as a type, and validates it, using reflection.</summary>
    /// <remarks>Behaves as the overload with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="completion">The response.</param>
    /// <exception cref="ArgumentNullException"><paramref name="completion"/> is null.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The response does not match; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static T ReadAs<T>(this ChatCompletion completion) => completion.ReadAs(GetReflectedTypeInfo<T>());
}
