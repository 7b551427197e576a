using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient;

/// <summary>Gives a client the form that Microsoft.Extensions.AI builds on.</summary>
public static class AIChatClientExtensions
{
    /// <summary>The client as an <see cref="IChatClient"/>, plain and streaming.</summary>
    /// <remarks>
    /// <para>
    /// An answer that is put into the next call's messages goes back as it came, thinking and signatures included; also one
    /// that was streamed, or serialized and read again. Only what hosts reject is adapted, as on every path: a message with
    /// nothing in it is left out, and arguments that are no JSON object are sent as an empty one. Contents that were changed in
    /// between are sent as they are now. An empty result of a function is sent as <see cref="ToolMessage.EmptyResult"/>.
    /// </para>
    /// <para>
    /// The cost, the provider and what else is known of a response are its <see cref="ChatResponse.AdditionalProperties"/>; those
    /// of a streamed one are on its message.
    /// </para>
    /// <para>
    /// A <see cref="ChatOptions.ResponseFormat"/> of JSON goes out in the form that the client's providers support for the model:
    /// <c>json_schema</c>, <c>json_object</c>, a forced tool call (without tools in the options), or an instruction. A schema is
    /// told to the model in each form, and a form that a provider rejects becomes an instruction. The text of the response is
    /// the JSON alone, also where it came as a tool call, between words or code fences, or in the reasoning of a response
    /// without text.
    /// </para>
    /// <para>
    /// <see cref="ChatOptions.RawRepresentationFactory"/> may give a <see cref="ChatCompletionRequest"/> to start from, whose
    /// fields win over the options and whose messages lead; its model may be empty.
    /// Of <see cref="ChatOptions.AdditionalProperties"/> only keys with the prefix <c>minimax:</c> are sent, without the prefix;
    /// <c>strict</c> is that of the schemas. <see cref="ReasoningOptions.Output"/> is not heeded: the replay needs the thinking.
    /// </para>
    /// <para>
    /// Options that the provider does not support for the model, limits on tokens, schemas and tools excepted, are left out with
    /// a warning in the log. Contents and tools that no request has a form for are handled by
    /// <see cref="ChatCompletionsClientOptions.UnsupportedContents"/>. Results of functions that are not text are sent as short
    /// notes such as <c>[image/png, 30000 bytes]</c>.
    /// </para>
    /// <para>
    /// A call throws what the client throws, and besides <see cref="NotSupportedException"/> for a content, a tool or an option
    /// that has no form in a request, <see cref="InvalidOperationException"/> when no model is named, and
    /// <see cref="ArgumentException"/> when a tool call is asked for without tools. <see cref="IDisposable.Dispose"/> does
    /// nothing: this client stays the caller's.
    /// </para>
    /// </remarks>
    /// <param name="client">The client.</param>
    /// <param name="defaultModelId">The model where <see cref="ChatOptions.ModelId"/> names none.</param>
    /// <exception cref="ArgumentNullException">The client is null.</exception>
    /// <exception cref="ArgumentException">The model is empty or white space.</exception>
    public static IChatClient AsIChatClient(this IChatCompletionsClient client, string? defaultModelId = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (defaultModelId is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(defaultModelId);
        return new MiniMaxChatClient(client, defaultModelId);
    }
}
