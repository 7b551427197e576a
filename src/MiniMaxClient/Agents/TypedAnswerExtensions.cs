using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Client;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient;

/// <summary>Answers that fit a type.</summary>
public static class TypedAnswerExtensions
{
    private const string Reflection = "The type is read by reflection; give a JsonTypeInfo of a source-generated context instead.";

    /// <summary>Asks for an answer that fits a type.</summary>
    /// <remarks>
    /// Thinking, code fences and words around the JSON are left out. An answer that does not fit is asked for again, with what is
    /// wrong with it. Where the provider refuses the form, the model is told instead.
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
            (T? value, string? problem) = answer.Read(completion);
            if (problem is null)
                return value!;

            // What was cut would be cut again.
            if (corrections >= options.MaxCorrections || completion.FinishReason == FinishReason.Length)
                throw Misfit<T>(completion, problem);
            answer.Correct(completion, problem);
        }
    }

    /// <summary>Asks for an answer that fits a type, which is read by reflection.</summary>
    /// <inheritdoc cref="CompleteAsync{T}(IChatCompletionsClient, ChatCompletionRequest, JsonTypeInfo{T}, TypedAnswerOptions?, CancellationToken)"/>
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
        return StreamCheckedAsync(client, Create(client, request, type, options), options, cancellationToken);
    }

    /// <summary>Asks for an answer that fits a type, which is read by reflection, and gives it as it grows.</summary>
    /// <inheritdoc cref="StreamAsync{T}(IChatCompletionsClient, ChatCompletionRequest, JsonTypeInfo{T}, TypedAnswerOptions?, CancellationToken)"/>
    [RequiresUnreferencedCode(Reflection)]
    [RequiresDynamicCode(Reflection)]
    public static IAsyncEnumerable<T> StreamAsync<T>(
        this IChatCompletionsClient client,
        ChatCompletionRequest request,
        TypedAnswerOptions? options = null,
        CancellationToken cancellationToken = default) =>
        client.StreamAsync(request, Reflected<T>(), options, cancellationToken);

    private static async IAsyncEnumerable<T> StreamCheckedAsync<T>(
        IChatCompletionsClient client,
        TypedAnswer<T> answer,
        TypedAnswerOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var whole = new ChatCompletionBuilder();
        var json = new PartialJson();
        string? shown = null;
        StartedStream stream = await OpenAsync(client, answer, cancellationToken).ConfigureAwait(false);
        try
        {
            while (await MoveNextAsync(stream, whole).ConfigureAwait(false) is { } chunk)
            {
                json.Add(answer.TextOf(chunk));
                if (json.Complete() is { } soFar && soFar != shown && answer.ReadPartial(soFar) is { } partial)
                {
                    shown = soFar;
                    yield return partial;
                }
            }
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        ChatCompletion completion = whole.Build();
        options.OnAnswer?.Invoke(completion);
        (T? value, string? problem) = answer.Read(completion);
        yield return problem is null ? value! : throw Misfit<T>(completion, problem);
    }

    private static async ValueTask<ChatCompletionChunk?> MoveNextAsync(StartedStream stream, ChatCompletionBuilder whole)
    {
        try
        {
            ChatCompletionChunk? chunk = await stream.MoveNextAsync().ConfigureAwait(false);
            if (chunk is not null)
                whole.Add(chunk);
            return chunk;
        }
        catch (MiniMaxException e)
        {
            e.Complete(whole.Build());
            throw;
        }
    }

    private static Task<StartedStream> OpenAsync<T>(
        IChatCompletionsClient client, TypedAnswer<T> answer, CancellationToken cancellationToken) =>
        AskAsync(
            answer,
            request => StartedStream.StartAsync(
                client.StreamAsync(request, cancellationToken), toToken: false, static () => { }, cancellationToken));

    /// <summary>Asks in the form of the answer, or by telling the model where the provider refuses the form.</summary>
    private static async Task<TResult> AskAsync<T, TResult>(
        TypedAnswer<T> answer, Func<ChatCompletionRequest, Task<TResult>> ask)
    {
        try
        {
            return await ask(answer.Request).ConfigureAwait(false);
        }
        catch (MiniMaxInvalidRequestException e) when (e.Problems.Count == 0 && answer.Form != TypedAnswerForm.Instruction)
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

    private static MiniMaxInvalidResponseException Misfit<T>(ChatCompletion completion, string problem)
    {
        string cut = completion.FinishReason == FinishReason.Length ? " The limit on tokens cut it; a larger one may mend it." : "";
        return new($"The answer does not fit {typeof(T).Name}: {problem}.{cut}")
        {
            Provider = completion.Call?.Provider,
            StatusCode = completion.Call?.StatusCode,
            RequestId = completion.Call?.RequestId,
            Attempts = completion.Call?.Attempts ?? [],
            Excerpt = Redaction.Excerpt(completion.Text, null),
            Partial = completion,
        };
    }
}
