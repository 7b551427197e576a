using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Client;

namespace MiniMaxClient;

/// <summary>Answers that fit a type.</summary>
public static class TypedAnswerExtensions
{
    private const string Reflection =
        "The type is read by reflection; give a JsonTypeInfo of a source-generated context instead.";

    /// <summary>Asks for an answer that fits a type.</summary>
    /// <remarks>
    /// Thinking, code fences and words around the JSON are left out. An answer that does not fit is asked for again, with what is
    /// wrong with it, save for one that the limit on tokens cut or that was refused. Where the provider refuses the form, the
    /// model is told instead.
    /// </remarks>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="request">The request.</param>
    /// <param name="type">How the type is read: <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">Form and bounds; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">An argument is null, or an option is out of its range.</exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// No answer fits; the last one is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call failed, or the request was refused before it was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<T> CompleteAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        JsonTypeInfo<T> type,
        TypedAnswerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        TypedAnswer<T> answer = Create(client, request, type, options);
        for (int corrections = 0; ; corrections++)
        {
            ChatCompletion completion = await AskAsync(answer, asked => client.CompleteAsync(asked, cancellationToken))
                .ConfigureAwait(false);
            options.OnAnswer?.Invoke(completion);
            AnswerReading<T> reading = answer.Read(completion);
            if (reading.Problem is null)
                return reading.Value!;
            if (corrections >= options.MaxCorrections || !CanBeMended(completion))
                throw answer.Misfit(completion, reading);
            answer.Correct(completion, reading.Problem);
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
    /// No answer fits; the last one is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call failed, or the request was refused before it was sent.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static Task<T> CompleteAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        TypedAnswerOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.CompleteAsync(request, Reflected<T>(), options, cancellationToken);

    /// <summary>Asks for an answer that fits a type and gives it as it grows.</summary>
    /// <remarks>
    /// Each value has all that has come so far, a text that is under way included; what has not come yet has its default, so
    /// properties should not be <c>required</c>. The last value is the whole answer. It is not asked for again when it does not
    /// fit.
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
        TypedAnswerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new();
        TypedAnswer<T> answer = Create(client, request, type, options);
        return StreamCheckedAsync(client, answer, options, cancellationToken, CancellationToken.None);
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
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static IAsyncEnumerable<T> StreamAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        TypedAnswerOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.StreamAsync(request, Reflected<T>(), options, cancellationToken);

    // Two tokens, so that the one that is cancelled can be told: the compiler would join them to a third.
    private static async IAsyncEnumerable<T> StreamCheckedAsync<T>(
        IChatCompletionsClient client,
        TypedAnswer<T> answer,
        TypedAnswerOptions options,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        var growing = new GrowingAnswer<T>(answer);
        StartedStream stream = await AskAsync(answer, OpenAsync).ConfigureAwait(false);
        try
        {
            while (await MoveNextAsync(stream, growing).ConfigureAwait(false))
            {
                if (growing.Grow() is (true, var part))
                    yield return part!;
            }
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        ChatCompletion completion = growing.Completion;
        options.OnAnswer?.Invoke(completion);
        AnswerReading<T> reading = answer.Read(completion);
        yield return reading.Problem is null ? reading.Value! : throw answer.Misfit(completion, reading);

        // To the first token: some hosts say what is wrong only after a chunk without any.
        Task<StartedStream> OpenAsync(ChatCompletionRequest request) => StartedStream.StartAsync(
            client.StreamAsync(request, cancellationToken), toToken: true, static () => { }, enumerationToken);
    }

    private static async ValueTask<bool> MoveNextAsync<T>(StartedStream stream, GrowingAnswer<T> growing)
    {
        try
        {
            if (!await stream.MoveNextAsync().ConfigureAwait(false))
                return false;
            growing.Add(stream.Current);
            return true;
        }
        catch (MiniMaxException e)
        {
            e.Complete(growing.Completion);
            throw;
        }
    }

    /// <summary>Asks in the form of the answer, or by telling the model where the provider refuses the form.</summary>
    private static async Task<TResult> AskAsync<T, TResult>(
        TypedAnswer<T> answer, Func<ChatCompletionRequest, Task<TResult>> ask)
    {
        try
        {
            return await ask(answer.Request).ConfigureAwait(false);
        }
        catch (MiniMaxInvalidRequestException e) when (e.Problems.Count == 0 && answer.MayFallBack)
        {
            answer.FallBack();
            return await ask(answer.Request).ConfigureAwait(false);
        }
    }

    private static TypedAnswer<T> Create<T>(
        IChatCompletionsClient client, ChatCompletionRequest request, JsonTypeInfo<T> type, TypedAnswerOptions options)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(type);
        string[] problems = [.. options.Problems()];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        TypedAnswerForm form = options.Form == TypedAnswerForm.Auto ? TypedAnswerForms.Of(client, request) : options.Form;
        return new(request, type, form, options.Schema);
    }

    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    private static JsonTypeInfo<T> Reflected<T>() => (JsonTypeInfo<T>)AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(T));

    // What was cut would be cut again, and what was refused be refused again.
    private static bool CanBeMended(ChatCompletion completion) =>
        completion.FinishReason != FinishReason.Length && completion.FinishReason != FinishReason.ContentFilter
        && (completion.Choices.Count == 0 || string.IsNullOrEmpty(completion.Message.Refusal));
}
