using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using MiniMaxClient.Agents;
using MiniMaxClient.Bulk;

namespace MiniMaxClient;

/// <content>Bulk requests for structured output.</content>
public static partial class BulkExtensions
{
    /// <summary>
    /// Sends many requests with bounded concurrency and parses the responses as a type; returns a value or an exception for
    /// each request.
    /// </summary>
    /// <remarks>
    /// <para>The run behaves as the overload without a type, and each request as <c>CompleteAsync</c> with a type. A response
    /// that does not match is corrected by a further request, which waits for the concurrency limit; if it is rejected for lack
    /// of capacity, it is sent again with the same messages. Without a match, the <see cref="BulkResult{T}.Error"/> of the result
    /// is a <see cref="MiniMaxInvalidResponseException"/>. <see cref="StructuredOutputOptions.OnResponse"/> is called
    /// concurrently; the run ends if it throws an exception that is not a <see cref="MiniMaxException"/>.</para>
    /// <para>If the provider rejects the <see cref="StructuredOutputOptions.Mode"/> for a model and accepts the instruction in
    /// its place, the requests that are sent later have the instruction at once.</para>
    /// </remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="requests">The requests; enumerated on another thread.</param>
    /// <param name="type">The metadata of the type, such as <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">The options of the run; null for the defaults.</param>
    /// <param name="answerOptions">The options of the structured output; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The results, in the order of completion unless <see cref="BulkOptions.InOrder"/> is set.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="client"/>, <paramref name="requests"/> or <paramref name="type"/> is null.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// An option is out of range; the message names each one. While enumerating: a request is null.
    /// </exception>
    /// <exception cref="MiniMaxBudgetException">While enumerating, after the last result: the spend limit is reached.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: a token is canceled.</exception>
    [OverloadResolutionPriority(StructuredOutputExtensions.TypeInfoPriority)]
    public static IAsyncEnumerable<BulkResult<T>> CompleteManyAsync<T>(
        this IChatCompletionsClient client,
        IEnumerable<ChatCompletionRequest> requests,
        JsonTypeInfo<T> type,
        BulkOptions? options = null,
        StructuredOutputOptions? answerOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return client.CompleteManyAsync(new BulkInput(requests), type, options, answerOptions, cancellationToken);
    }

    /// <summary>
    /// Sends many requests from an asynchronous input with bounded concurrency and parses the responses as a type.
    /// </summary>
    /// <remarks>Behaves as the overload with a <see cref="JsonTypeInfo{T}"/> and a synchronous input.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="requests">The requests; their enumeration is canceled when no further request is needed.</param>
    /// <param name="type">The metadata of the type, such as <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">The options of the run; null for the defaults.</param>
    /// <param name="answerOptions">The options of the structured output; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The results, in the order of completion unless <see cref="BulkOptions.InOrder"/> is set.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="client"/>, <paramref name="requests"/> or <paramref name="type"/> is null.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// An option is out of range; the message names each one. While enumerating: a request is null.
    /// </exception>
    /// <exception cref="MiniMaxBudgetException">While enumerating, after the last result: the spend limit is reached.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: a token is canceled.</exception>
    [OverloadResolutionPriority(StructuredOutputExtensions.TypeInfoPriority)]
    public static IAsyncEnumerable<BulkResult<T>> CompleteManyAsync<T>(
        this IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        JsonTypeInfo<T> type,
        BulkOptions? options = null,
        StructuredOutputOptions? answerOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        answerOptions ??= new();
        string[] problems = [.. answerOptions.GetProblems()];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(answerOptions));
        var factory = new StructuredOutputFactory<T>(client, type, answerOptions);
        return StartRun(
            client,
            requests,
            options ?? new(),
            request => new StructuredBulkCompletion<T>(request, factory, answerOptions),
            cancellationToken);
    }

    /// <summary>
    /// Sends many requests with bounded concurrency and parses the responses as a type, using reflection.
    /// </summary>
    /// <remarks>Behaves as the overload with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="requests">The requests; enumerated on another thread.</param>
    /// <param name="options">The options of the run; null for the defaults.</param>
    /// <param name="answerOptions">The options of the structured output; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The results, in the order of completion unless <see cref="BulkOptions.InOrder"/> is set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="requests"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// An option is out of range; the message names each one. While enumerating: a request is null.
    /// </exception>
    /// <exception cref="MiniMaxBudgetException">While enumerating, after the last result: the spend limit is reached.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: a token is canceled.</exception>
    [RequiresUnreferencedCode(StructuredOutputExtensions.ReflectionMessage)]
    [RequiresDynamicCode(StructuredOutputExtensions.ReflectionMessage)]
    public static IAsyncEnumerable<BulkResult<T>> CompleteManyAsync<T>(
        this IChatCompletionsClient client,
        IEnumerable<ChatCompletionRequest> requests,
        BulkOptions? options = null,
        StructuredOutputOptions? answerOptions = null,
        CancellationToken cancellationToken = default) =>
        client.CompleteManyAsync(
            requests, StructuredOutputExtensions.GetReflectedTypeInfo<T>(), options, answerOptions, cancellationToken);

    /// <summary>
    /// Sends many requests from an asynchronous input with bounded concurrency and parses the responses as a type, using
    /// reflection.
    /// </summary>
    /// <remarks>Behaves as the overload with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="requests">The requests; their enumeration is canceled when no further request is needed.</param>
    /// <param name="options">The options of the run; null for the defaults.</param>
    /// <param name="answerOptions">The options of the structured output; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The results, in the order of completion unless <see cref="BulkOptions.InOrder"/> is set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="requests"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// An option is out of range; the message names each one. While enumerating: a request is null.
    /// </exception>
    /// <exception cref="MiniMaxBudgetException">While enumerating, after the last result: the spend limit is reached.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: a token is canceled.</exception>
    [RequiresUnreferencedCode(StructuredOutputExtensions.ReflectionMessage)]
    [RequiresDynamicCode(StructuredOutputExtensions.ReflectionMessage)]
    public static IAsyncEnumerable<BulkResult<T>> CompleteManyAsync<T>(
        this IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions? options = null,
        StructuredOutputOptions? answerOptions = null,
        CancellationToken cancellationToken = default) =>
        client.CompleteManyAsync(
            requests, StructuredOutputExtensions.GetReflectedTypeInfo<T>(), options, answerOptions, cancellationToken);
}
