using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;

namespace MiniMaxClient;

/// <summary>Provides the adapter to Microsoft.Extensions.AI.</summary>
public static class AIChatClientExtensions
{
    /// <summary>Returns the client as an <see cref="IChatClient"/>.</summary>
    /// <remarks>
    /// <para>
    /// A response that is added to the messages of the next call is sent back as received, including reasoning and signatures,
    /// also if it was streamed, or serialized and deserialized. Only values that hosts reject are adapted: an empty message is
    /// omitted, and arguments that are not a JSON object are sent as an empty object. Contents that were changed are sent as
    /// changed. An empty result of a function is sent as <see cref="ToolMessage.EmptyResult"/>.
    /// </para>
    /// <para>
    /// The cost, the provider and other metadata of a response are in <see cref="ChatResponse.AdditionalProperties"/>; those of a
    /// streamed response are on its message.
    /// </para>
    /// <para>
    /// A JSON <see cref="ChatOptions.ResponseFormat"/> is sent in the first mode that the client's providers support for the
    /// model: <c>json_schema</c>, <c>json_object</c>, a forced tool call (if the options have no tools), or an instruction. Each
    /// mode sends the schema to the model; if a provider rejects a mode, an instruction is sent instead. The text of the
    /// response is only the JSON, even if it was received as a tool call, within other text or code fences, or in the reasoning
    /// of a response without text.
    /// </para>
    /// <para>
    /// <see cref="ChatOptions.RawRepresentationFactory"/> may return a <see cref="ChatCompletionRequest"/> as the base of the
    /// request: its fields take precedence over the options, and its messages come first; its model may be empty.
    /// Of <see cref="ChatOptions.AdditionalProperties"/>, only keys with the prefix <c>minimax:</c> are sent, without the prefix;
    /// <c>strict</c> determines the strictness of schemas. <see cref="ReasoningOptions.Output"/> is ignored, because the
    /// reasoning must be sent back.
    /// </para>
    /// <para>
    /// Options that the provider does not support for the model are omitted with a warning in the log, except token limits,
    /// schemas and tools. Unsupported contents and tools are handled as
    /// <see cref="ChatCompletionsClientOptions.UnsupportedContents"/> determines. Results of functions that are not text are sent
    /// as short notes such as <c>[image/png, 30000 bytes]</c>.
    /// </para>
    /// <para>
    /// A call throws the exceptions of the client, <see cref="NotSupportedException"/> for an unsupported content, tool or
    /// option, <see cref="InvalidOperationException"/> if no model is set, and <see cref="ArgumentException"/> if a tool call is
    /// required without tools. <see cref="IDisposable.Dispose"/> does nothing: the caller owns the client.
    /// </para>
    /// </remarks>
    /// <param name="client">The client.</param>
    /// <param name="defaultModelId">
    /// The model to use if <see cref="ChatOptions.ModelId"/> is not set; null for the
    /// <see cref="ChatCompletionsClientOptions.DefaultModel"/> of the client.
    /// </param>
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
