using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Client;

namespace MiniMaxClient;

/// <summary>Answers that fit a type.</summary>
public static class StructuredOutputExtensions
{
    internal const string ReflectionMessage =
        "The type is read by reflection; pass a JsonTypeInfo of a source-generated context instead.";

    /// <summary>Asks for an answer that fits a type.</summary>
    /// <remarks>
    /// Reasoning, code fences and words around the JSON are left out; where the content is empty, the JSON is looked for in the
    /// reasoning. A property name or an enum member in another casing, and a whole number such as <c>7.0</c> for an integer, are
    /// accepted; a required member that is missing is not. An answer that does not fit is corrected: the model gets what is
    /// expected and what arrived. No correction is sent for a response that the token limit cut off, that was refused, or that
    /// calls a tool of the request; the exception has it in <see cref="MiniMaxException.Partial"/>. Where the provider rejects
    /// the form, the request is sent once more with the schema as an instruction.
    /// </remarks>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="type">How the type is read: <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">Form and bounds; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// No answer fits, or the model called a tool of the request; the last response is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call failed, or the request was refused before it was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<T> CompleteAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        JsonTypeInfo<T> type,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        StructuredOutput<T> answer = CreateStructuredOutput(client, request, type, options);
        for (int corrections = 0; ; corrections++)
        {
            ChatCompletion completion =
                await answer.Request.SendWithFallbackAsync(sent => client.CompleteAsync(sent, cancellationToken))
                .ConfigureAwait(false);
            ChatCompletion shown = answer.CopyOutputToText(completion);
            options.OnResponse?.Invoke(shown);
            StructuredOutputReadResult<T> reading = answer.ParseCompletion(completion);
            if (reading.ErrorMessage is null)
                return reading.Value!;
            if (corrections >= options.MaxCorrections || !StructuredOutput<T>.CanBeCorrected(completion, reading))
                throw answer.CreateMismatchException(shown, reading);
            answer.AddCorrection(completion, reading.ErrorMessage);
        }
    }

    /// <summary>Asks for an answer that fits a type, which is read by reflection.</summary>
    /// <remarks>All else is as with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">Form and bounds; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// No answer fits, or the model called a tool of the request; the last response is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call failed, or the request was refused before it was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static Task<T> CompleteAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.CompleteAsync(request, GetReflectedTypeInfo<T>(), options, cancellationToken);

    /// <summary>Asks for an answer that fits a type and gives it as it grows.</summary>
    /// <remarks>
    /// Each value has all that has arrived at its time, a text that is under way included; what has not arrived yet has its
    /// default, so properties should not be <c>required</c>. A long answer is read at intervals, each time that it has grown by a
    /// sixteenth, so that the work is linear in its length. The last value is the whole answer. An answer that does not fit is
    /// not corrected.
    /// </remarks>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="type">How the type is read: <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">Form and bounds; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// While enumerating: the answer does not fit; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">While enumerating: the call failed.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was cancelled.</exception>
    public static IAsyncEnumerable<T> StreamAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        JsonTypeInfo<T> type,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        StructuredOutput<T> answer = CreateStructuredOutput(client, request, type, options);
        return StreamPartialOutputAsync(client, answer, options, cancellationToken, CancellationToken.None);
    }

    /// <summary>Asks for an answer that fits a type, which is read by reflection, and gives it as it grows.</summary>
    /// <remarks>All else is as with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="options">Form and bounds; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// While enumerating: the answer does not fit; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">While enumerating: the call failed.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was cancelled.</exception>
    [RequiresUnreferencedCode(ReflectionMessage)]
    [RequiresDynamicCode(ReflectionMessage)]
    public static IAsyncEnumerable<T> StreamAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        StructuredOutputOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.StreamAsync(request, GetReflectedTypeInfo<T>(), options, cancellationToken);

    // Two tokens, so that the one that is cancelled can be told: the compiler would join them to a third.
    private static async IAsyncEnumerable<T> StreamPartialOutputAsync<T>(
        IChatCompletionsClient client,
        StructuredOutput<T> structuredOutput,
        StructuredOutputOptions options,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        var growing = new PartialStructuredOutput<T>(structuredOutput);
        PrefetchedStream stream = await structuredOutput.Request.SendWithFallbackAsync(OpenAsync).ConfigureAwait(false);
        try
        {
            while (await TryAddNextChunkAsync(stream, growing).ConfigureAwait(false))
            {
                if (growing.ReadUpdate() is (true, var part))
                    yield return part!;
            }
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        ChatCompletion completion = growing.Completion;
        ChatCompletion shown = structuredOutput.CopyOutputToText(completion);
        options.OnResponse?.Invoke(shown);
        StructuredOutputReadResult<T> reading = structuredOutput.ParseCompletion(completion);
        yield return reading.ErrorMessage is null
            ? reading.Value! : throw structuredOutput.CreateMismatchException(shown, reading);

        // To the first token: some hosts say what is wrong only after a chunk without any.
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
            e.AddCallContext(partialOutput.Completion);
            throw;
        }
    }

    /// <summary>Checks the arguments and selects the form.</summary>
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
