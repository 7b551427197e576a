using System.Text.Json;

namespace MiniMaxClient;

/// <summary>The wire form of every type that carries <see cref="MiniMaxJsonConverter{T}"/>.</summary>
/// <remarks>A table, because netstandard2.0 has no static abstract members through which a type could name its own.</remarks>
internal static class WireForms
{
    private static readonly Dictionary<Type, object> Forms = Table();

    public static WireForm<T> Of<T>() =>
        Forms.TryGetValue(typeof(T), out object? form)
            ? (WireForm<T>)form
            : throw new NotSupportedException($"{typeof(T)} has no wire form of its own.");

    private static Dictionary<Type, object> Table()
    {
        var forms = new Dictionary<Type, object>();
        AddObject(AllowedTool.Read);
        AddObject(AllowedTools.Read);
        AddObject(Annotation.Read);
        AddObject(AssistantMessage.ReadAnswer);
        AddObject(BaseResponse.Read);
        AddObject(ChatChoice.Read);
        AddObject(ChatChunkChoice.Read);
        AddObject(ChatCompletion.Read);
        AddObject(ChatCompletionChunk.Read);
        AddObject(ChatCompletionRequest.Read);
        AddObject(ChatDelta.Read);
        AddObject(ChatMessage.Read);
        AddObject(ChoiceLogprobs.Read);
        AddObject(CompletionMeta.Read);
        AddObject(CompletionTokensDetails.Read);
        AddObject(ContentPart.Read);
        AddObject(CustomCall.Read);
        AddObject(CustomCallDelta.Read);
        AddObject(CustomToolDefinition.Read);
        AddObject(CustomToolFormat.Read);
        AddObject(FileContent.Read);
        AddObject(FunctionCall.Read);
        AddObject(FunctionCallDelta.Read);
        AddObject(FunctionDefinition.Read);
        AddObject(ImageUrl.Read);
        AddObject(JsonSchemaFormat.Read);
        AddObject(MessageAudio.Read);
        AddObject(ModelDetails.Read);
        AddObject(ModelInfo.Read);
        AddObject(ModelPricing.Read);
        AddObject(PricingUnit.Read);
        AddObject(TokenCount.Read);
        AddObject(MetaUsage.Read);
        AddObject(Prediction.Read);
        AddObject(PromptTokensDetails.Read);
        AddObject(ReasoningDetail.Read);
        AddObject(ResponseFormat.Read);
        AddObject(StreamOptions.Read);
        AddObject(Thinking.Read);
        AddObject(TokenLogprob.Read);
        AddObject(Tool.Read);
        AddObject(ToolCall.Read);
        AddObject(ToolCallDelta.Read);
        AddObject(ToolChoice.Read);
        AddObject(ToolGrammar.Read);
        AddObject(ToolName.Read);
        AddObject(UrlCitation.Read);
        AddObject(Usage.Read);
        AddCase<SystemMessage, ChatMessage>(ChatMessage.Read);
        AddCase<DeveloperMessage, ChatMessage>(ChatMessage.Read);
        AddCase<UserMessage, ChatMessage>(ChatMessage.Read);
        AddCase<ToolMessage, ChatMessage>(ChatMessage.Read);
        AddCase<UnknownMessage, ChatMessage>(ChatMessage.Read);
        AddCase<TextPart, ContentPart>(ContentPart.Read);
        AddCase<RefusalPart, ContentPart>(ContentPart.Read);
        AddCase<ImagePart, ContentPart>(ContentPart.Read);
        AddCase<FilePart, ContentPart>(ContentPart.Read);
        AddCase<UnknownPart, ContentPart>(ContentPart.Read);
        AddCase<FunctionTool, Tool>(Tool.Read);
        AddCase<CustomTool, Tool>(Tool.Read);
        AddCase<UnknownTool, Tool>(Tool.Read);
        AddCase<FunctionToolCall, ToolCall>(ToolCall.Read);
        AddCase<CustomToolCall, ToolCall>(ToolCall.Read);
        AddCase<UnknownToolCall, ToolCall>(ToolCall.Read);
        Add(MessageContent.Read, static (json, content) => content.Write(json));
        AddText<ChatRole>(static text => new(text), static role => role.Value);
        AddText<FinishReason>(static text => new(text), static reason => reason.Value);
        AddText<ImageDetail>(static text => new(text), static detail => detail.Value);
        AddText<ReasoningEffort>(static text => new(text), static effort => effort.Value);
        AddText<ServiceTier>(static text => new(text), static tier => tier.Value);
        return forms;

        void AddObject<T>(JsonRead<T> read)
            where T : SchemaObject => Add(read, static (json, value) => value.Write(json));

        void AddCase<T, TBase>(JsonRead<TBase> read)
            where T : class, TBase
            where TBase : SchemaObject
        {
            T? Read(ref Utf8JsonReader json) => read(ref json) as T;
            AddObject<T>(Read);
        }

        void AddText<T>(Func<string, T> create, Func<T, string> value)
            where T : struct
        {
            T Read(ref Utf8JsonReader json) => json.TokenType == JsonTokenType.String
                ? create(JsonText.Read(ref json))
                : throw new JsonException($"The JSON {json.TokenType} is not a {typeof(T).Name}.");
            Add<T>(Read, (json, some) => json.WriteStringValue(value(some)));
        }

        void Add<T>(JsonRead<T> read, Action<Utf8JsonWriter, T> write) => forms.Add(typeof(T), new WireForm<T>(read, write));
    }
}
