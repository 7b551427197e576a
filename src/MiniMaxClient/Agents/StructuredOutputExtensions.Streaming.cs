using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using MiniMaxClient.Agents;
using MiniMaxClient.Client;

namespace MiniMaxClient;

/// <content>Streams of structured output.</content>
public static partial class StructuredOutputExtensions
{
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
    [OverloadResolutionPriority(TypeInfoPriority)]
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
}
