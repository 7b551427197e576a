using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Client;

namespace MiniMaxClient;

/// <summary>Provides structured output: responses that are parsed as a type.</summary>
public static class StructuredOutputExtensions
{
    internal const string ReflectionMessage =
        "The type is read by reflection; pass a JsonTypeInfo of a source-generated context instead.";

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
    /// <exception cref="MiniMaxException">A call failed, or the request is invalid and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static async Task<T> CompleteAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        JsonTypeInfo<T> type,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        StructuredOutput<T> output = CreateStructuredOutput(client, request, type, options);
        for (int corrections = 0; ; corrections++)
        {
            ChatCompletion completion =
                await output.Request.SendWithFallbackAsync(sent => client.CompleteAsync(sent, cancellationToken))
                    .ConfigureAwait(false);
            ChatCompletion response = output.CopyOutputToText(completion);
            options.OnResponse?.Invoke(response);
            StructuredOutputReadResult<T> result = output.ParseCompletion(completion);
            if (result.ErrorMessage is null)
                return result.Value!;
            if (corrections >= options.MaxCorrections || !StructuredOutput<T>.CanBeCorrected(completion, result))
                throw output.CreateMismatchException(response, result);
            output.AddCorrection(completion, result.ErrorMessage);
        }
    }

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
    /// <exception cref="MiniMaxException">A call failed, or the request is invalid and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static Task<T> CompleteAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.CompleteAsync(request, GetReflectedTypeInfo<T>(), options, cancellationToken);

    /// <summary>Sends a request and streams the response parsed as a type: a value for each part received.</summary>
    /// <remarks>
    /// Each value contains all that was received, including incomplete strings; members not received yet have their defaults, so
    /// properties should not be <c>required</c>. A long response is parsed each time it has grown by a sixteenth, so that the
    /// work is linear in its length. The last value is the complete output. A response that does not match is not corrected.
    /// </remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="type">The metadata of the type, such as <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// While enumerating: the response does not match; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">While enumerating: the call failed.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was canceled.</exception>
    public static IAsyncEnumerable<T> StreamAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        JsonTypeInfo<T> type,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        StructuredOutput<T> output = CreateStructuredOutput(client, request, type, options);
        return StreamPartialOutputAsync(client, output, options, cancellationToken, CancellationToken.None);
    }

    /// <summary>Sends a request and streams the response parsed as a type, using reflection.</summary>
    /// <remarks>Behaves as the overload with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the stream.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// While enumerating: the response does not match; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">While enumerating: the call failed.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was canceled.</exception>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static IAsyncEnumerable<T> StreamAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.StreamAsync(request, GetReflectedTypeInfo<T>(), options, cancellationToken);

    // Two tokens, so that the exception can carry the canceled one: the compiler would combine them into a third.
    private static async IAsyncEnumerable<T> StreamPartialOutputAsync<T>(
        IChatCompletionsClient client,
        StructuredOutput<T> structuredOutput,
        StructuredOutputOptions options,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        var partialOutput = new PartialStructuredOutput<T>(structuredOutput);
        PrefetchedStream stream = await structuredOutput.Request.SendWithFallbackAsync(OpenAsync).ConfigureAwait(false);
        try
        {
            while (await TryAddNextChunkAsync(stream, partialOutput).ConfigureAwait(false))
            {
                if (partialOutput.ReadUpdate() is (true, var value))
                    yield return value!;
            }
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        ChatCompletion completion = partialOutput.Completion;
        ChatCompletion response = structuredOutput.CopyOutputToText(completion);
        options.OnResponse?.Invoke(response);
        StructuredOutputReadResult<T> result = structuredOutput.ParseCompletion(completion);
        yield return result.ErrorMessage is null
            ? result.Value!
            : throw structuredOutput.CreateMismatchException(response, result);

        // Waits for the first token: some hosts report an error only after a chunk without tokens.
        Task<PrefetchedStream> OpenAsync(ChatCompletionRequest request) => PrefetchedStream.PrefetchAsync(
            client.StreamAsync(request, cancellationToken), shouldWaitForToken: true, static () => { }, enumerationToken);
    }

    private static async ValueTask<bool> TryAddNextChunkAsync<T>(
        PrefetchedStream stream, PartialStructuredOutput<T> partialOutput)
    {
        try
        {
            if (!await stream.MoveNextAsync().ConfigureAwait(false))
                return false;
            partialOutput.AddChunk(stream.Current);
            return true;
        }
        catch (MiniMaxException e)
        {
            e.SetPartial(partialOutput.Completion);
            throw;
        }
    }

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
        StructuredOutputMode mode = options.Mode == StructuredOutputMode.Auto
            ? StructuredOutputModeSelector.SelectMode(client, request)
            : options.Mode;
        return new(request, type, mode, options.Schema);
    }

    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    internal static JsonTypeInfo<T> GetReflectedTypeInfo<T>() =>
        (JsonTypeInfo<T>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));
}
