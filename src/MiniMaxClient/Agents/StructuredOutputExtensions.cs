using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient;

/// <summary>Provides structured output: responses that are parsed as a type.</summary>
public static partial class StructuredOutputExtensions
{
    internal const string ReflectionMessage =
        "The type is read by reflection; pass a JsonTypeInfo of a source-generated context instead.";

    // new(), null and default fit several overloads: they mean a request before a prompt, and options before the metadata.
    internal const int TypeInfoPriority = -1;
    private const int PromptPriority = -2;
    private const int PromptTypeInfoPriority = -3;

    /// <summary>Sends a request and parses the response as a type.</summary>
    /// <remarks>
    /// Reasoning, code fences and text around the JSON are ignored; if the content is empty, the JSON is searched for in the
    /// reasoning. A property name or an enum member in another casing, and an integer such as <c>7.0</c>, are accepted; a missing
    /// required member is not. A response that does not match is corrected: the model receives the expected and the actual
    /// value. No correction is sent for a response that was truncated by the token limit, was refused, or calls a tool of the
    /// request; the exception has it in <see cref="MiniMaxException.Partial"/>. If the provider rejects the mode, the request is
    /// sent once more with the schema as an instruction.
    /// </remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="type">The metadata of the type, such as <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// No response matches, or the model called a tool of the request; the last response is in
    /// <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">
    /// A call failed, or the request is invalid and was not sent. If a correction failed, the response before it is in
    /// <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [OverloadResolutionPriority(TypeInfoPriority)]
    public static async Task<T> CompleteAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        JsonTypeInfo<T> type,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default) =>
        (await client.CompleteStructuredAsync(request, type, options, cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>Sends a request and parses the response as a type, using reflection.</summary>
    /// <remarks>Behaves as the overload with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// No response matches, or the model called a tool of the request; the last response is in
    /// <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">
    /// A call failed, or the request is invalid and was not sent. If a correction failed, the response before it is in
    /// <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static Task<T> CompleteAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.CompleteAsync(request, GetReflectedTypeInfo<T>(), options, cancellationToken);

    /// <summary>Sends a request and returns the value with its response, and the usage and cost of all responses.</summary>
    /// <remarks>Behaves as <c>CompleteAsync</c> with a type.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="type">The metadata of the type, such as <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// No response matches, or the model called a tool of the request; the last response is in
    /// <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">
    /// A call failed, or the request is invalid and was not sent. If a correction failed, the response before it is in
    /// <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [OverloadResolutionPriority(TypeInfoPriority)]
    public static async Task<StructuredCompletion<T>> CompleteStructuredAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        JsonTypeInfo<T> type,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        var call = new StructuredOutputCall<T>(CreateStructuredOutput(client, request, type, options), options);
        try
        {
            while (!call.AddResponse(await call.Request.SendWithFallbackAsync(SendAsync).ConfigureAwait(false)))
            {
                // The next request is the correction.
            }
        }
        catch (MiniMaxException e)
        {
            call.SetPartial(e);
            throw;
        }

        return new()
        {
            Value = call.Value!,
            Completion = call.LastResponse!,
            Usage = CompletionTotals.SumUsage(call.Responses),
            Cost = CompletionTotals.SumCost(call.Responses.Select(static response => response.Cost)),
            Corrections = call.Responses.Count - 1,
        };

        Task<ChatCompletion> SendAsync(ChatCompletionRequest sent) => client.CompleteAsync(sent, cancellationToken);
    }

    /// <summary>
    /// Sends a request and returns the value with its response, and the usage and cost of all responses, using reflection.
    /// </summary>
    /// <remarks>Behaves as the overload with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// No response matches, or the model called a tool of the request; the last response is in
    /// <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">
    /// A call failed, or the request is invalid and was not sent. If a correction failed, the response before it is in
    /// <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static Task<StructuredCompletion<T>> CompleteStructuredAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.CompleteStructuredAsync(request, GetReflectedTypeInfo<T>(), options, cancellationToken);

    /// <summary>Validates the arguments and selects the mode.</summary>
    internal static StructuredOutput<T> CreateStructuredOutput<T>(
        IChatCompletionsClient client,
        ChatCompletionRequest request,
        JsonTypeInfo<T> type,
        StructuredOutputOptions options,
        string optionsParameterName = "options")
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(type);
        string[] problems = [.. options.GetProblems()];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), optionsParameterName);
        return new StructuredOutputFactory<T>(client, type, options).Create(request);
    }

    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    internal static JsonTypeInfo<T> GetReflectedTypeInfo<T>() =>
        (JsonTypeInfo<T>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));
}
