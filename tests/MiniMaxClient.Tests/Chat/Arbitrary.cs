using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace MiniMaxClient.Tests.Chat;

/// <summary>Generates objects of the schema with random typed properties.</summary>
internal static class Arbitrary
{
    // Without unpaired surrogates, which UTF-8 cannot represent.
    private static readonly Gen<string> Texts = Gen.Elements(
        "", "a", "Hello, world", "  ", "\"\\/\b\f\n\r\t", "\0\u001f\u007f\u2028", "+<>&'", "é中文", "\U0001F600",
        "<think>\na\n</think>\n\nb", "</think>", "{\"a\":1}", "null", new string('x', 5000))
        .Or(Any<NonNull<string>>().Select(text => new string([.. text.Get.Where(c => !char.IsSurrogate(c))])));

    private static readonly Gen<string> Names = Texts.Where(text => text.Length is > 0 and < 100);
    private static readonly Gen<int?> Integers = Any<int>().Or(Gen.Elements(int.MinValue, int.MaxValue)).Select(n => (int?)n);
    private static readonly Gen<long?> Longs = Any<long>().Or(Gen.Elements(long.MinValue, long.MaxValue)).Select(n => (long?)n);
    private static readonly Gen<double?> Doubles = Any<double>().Where(double.IsFinite).Select(n => (double?)n);
    private static readonly Gen<decimal?> Decimals =
        Any<decimal>().Or(Gen.Elements(decimal.MaxValue, 0.0000000000001m)).Select(n => (decimal?)n);
    private static readonly Gen<bool?> Booleans = Gen.Elements<bool?>(true, false);

    private static readonly Gen<JsonElement> Elements = Gen.Elements(
        "null", "1", "1.0", "\"a\"", "[]", "{}", """{"type":"object","properties":{"a":{"const":null}},"required":["a"]}""")
        .Select(static json => JsonElement.Parse(json));

    private static readonly Gen<JsonElement?> Schemas = Elements.Where(e => e.ValueKind != JsonValueKind.Null).Select(e => (JsonElement?)e);

    private static readonly Gen<FinishReason?> FinishReasons = Texts.Select(text => (FinishReason?)new FinishReason(text));

    private static readonly Gen<TokenLogprob> Tokens = Object(
        new TokenLogprob(),
        Texts.Set<TokenLogprob, string>((o, v) => o with { Token = v }),
        Doubles.Set<TokenLogprob, double?>((o, v) => o with { Logprob = v }),
        ListOf(Any<int>()).Set<TokenLogprob, IReadOnlyList<int>>((o, v) => o with { Bytes = v }),
        ListOf(Texts.Select(text => new TokenLogprob { Token = text }))
            .Set<TokenLogprob, IReadOnlyList<TokenLogprob>>((o, v) => o with { TopLogprobs = v }));

    private static readonly Gen<ChoiceLogprobs> Logprobs = Object(
        new ChoiceLogprobs(),
        ListOf(Tokens).Set<ChoiceLogprobs, IReadOnlyList<TokenLogprob>>((o, v) => o with { Content = v }),
        ListOf(Tokens).Set<ChoiceLogprobs, IReadOnlyList<TokenLogprob>>((o, v) => o with { Refusal = v }));

    private static readonly Gen<ReasoningDetail> Details = Object(
        new ReasoningDetail(),
        Texts.Set<ReasoningDetail, string>((o, v) => o with { Type = v }),
        Texts.Set<ReasoningDetail, string>((o, v) => o with { Text = v }),
        Texts.Set<ReasoningDetail, string>((o, v) => o with { Signature = v }),
        Integers.Set<ReasoningDetail, int?>((o, v) => o with { Index = v }));

    private static readonly Gen<ContentPart> Parts = Gen.OneOf(
        Texts.Select(text => (ContentPart)text),
        Texts.Select(text => (ContentPart)new RefusalPart { Refusal = text }),
        Texts.SelectMany(
            _ => Texts, (url, detail) => (ContentPart)new ImagePart { ImageUrl = new() { Url = url, Detail = new(detail) } }),
        Texts.SelectMany(
            _ => Integers, (url, pixel) => (ContentPart)new VideoPart { VideoUrl = new() { Url = url, MaxLongSidePixel = pixel } }),
        Doubles.SelectMany(
            _ => Texts, (fps, url) => (ContentPart)new VideoPart { VideoUrl = new() { Url = url, Fps = fps } }),
        Texts.SelectMany(
            _ => Texts, (data, name) => (ContentPart)new FilePart { File = new() { FileData = data, FileName = name } }),
        Any<byte[]>().Where(bytes => bytes is { Length: > 0 }).Select(bytes => (ContentPart)ContentPart.FromFile(bytes)),
        Any<byte[]>().Where(bytes => bytes is { Length: > 0 })
            .Select(bytes => (ContentPart)ContentPart.FromVideo(bytes, "video/mp4")),
        Elements.Select(value => (ContentPart)new UnknownPart("x_new") { AdditionalProperties = Map("x", value) }));

    private static readonly Gen<MessageContent> Contents =
        Texts.Select(text => (MessageContent)text).Or(ListOf(Parts).Select(parts => MessageContent.Create([.. parts])));

    private static readonly Gen<ToolCall> ToolCalls = Gen.OneOf(
        Texts.SelectMany(_ => Texts, (name, text) =>
            (ToolCall)new FunctionToolCall { Id = text, Function = new() { Name = name, Arguments = text } }),
        Texts.SelectMany(_ => Integers, (name, index) =>
            (ToolCall)new CustomToolCall { Id = name, Index = index, Custom = new() { Name = name, Input = name } }),
        Texts.Select(text => (ToolCall)new UnknownToolCall("x_new") { Id = text }));

    private static readonly Gen<AssistantMessage> AssistantMessages = Object(
        new AssistantMessage(),
        Contents.Set<AssistantMessage, MessageContent>((o, v) => o with { Content = v }),
        Texts.Set<AssistantMessage, string>((o, v) => o with { Name = v }),
        Texts.Set<AssistantMessage, string>((o, v) => o with { Refusal = v }),
        Texts.Set<AssistantMessage, string>((o, v) => o with { ReasoningContent = v }),
        Texts.Set<AssistantMessage, string>((o, v) => o with { RawReasoning = v }),
        Texts.Set<AssistantMessage, string>((o, v) => o with { AudioContent = v }),
        ListOf(Details).Set<AssistantMessage, IReadOnlyList<ReasoningDetail>>((o, v) => o with { ReasoningDetails = v }),
        ListOf(ToolCalls).Set<AssistantMessage, IReadOnlyList<ToolCall>>((o, v) => o with { ToolCalls = v }),
        ListOf(Texts.Select(text => new Annotation { Type = text, UrlCitation = new() { Url = text, EndIndex = 3 } }))
            .Set<AssistantMessage, IReadOnlyList<Annotation>>((o, v) => o with { Annotations = v }),
        Longs.Set<AssistantMessage, long?>((o, v) => o with { Audio = new() { Id = "a", ExpiresAt = v } }));

    private static readonly Gen<ChatMessage> AnyMessages = Gen.OneOf(
        Contents.SelectMany(_ => Texts, (content, name) => (ChatMessage)(ChatMessage.System(content) with { Name = name })),
        Contents.Select(content => (ChatMessage)ChatMessage.Developer(content)),
        Contents.SelectMany(_ => Texts, (content, name) => (ChatMessage)(ChatMessage.User(content) with { Name = name })),
        Contents.SelectMany(_ => Texts, (content, id) => (ChatMessage)ChatMessage.Tool(id, content)),
        AssistantMessages.Select(message => (ChatMessage)message));

    private static readonly Gen<Tool> Tools = Gen.OneOf(
        Names.SelectMany(_ => Schemas, (name, schema) => (Tool)Tool.FromFunction(name, name, schema, strict: false)),
        Names.Select(name =>
            (Tool)new CustomTool { Custom = new() { Name = name, Format = CustomToolFormat.ForGrammar("regex", name) } }),
        Names.Select(name =>
            (Tool)new CustomTool { Custom = new() { Name = name, Description = name, Format = CustomToolFormat.Text } }),
        Elements.Select(value => (Tool)new UnknownTool("x_new") { AdditionalProperties = Map("x", value) }));

    private static readonly Gen<ToolChoice> ToolChoices = Gen.OneOf(
        Gen.Elements(ToolChoice.Auto, ToolChoice.None, ToolChoice.Required),
        Texts.Select(static text => (ToolChoice)ToolChoice.ForFunction(text)),
        Texts.Select(static text => (ToolChoice)ToolChoice.ForCustom(text)),
        ListOf(Texts.Select(text => new AllowedTool { Type = text, Function = new() { Name = text } }))
            .Select(tools => (ToolChoice)ToolChoice.ForAllowedTools(new() { Mode = "auto", Tools = tools })));

    private static readonly Gen<Usage> Usages = Object(
        new Usage(),
        Longs.Set<Usage, long?>((o, v) => o with { PromptTokens = v }),
        Longs.Set<Usage, long?>((o, v) => o with { CompletionTokens = v }),
        Longs.Set<Usage, long?>((o, v) => o with { TotalTokens = v }),
        Longs.Set<Usage, long?>((o, v) => o with { TotalCharacters = v }),
        Longs.Set<Usage, long?>((o, v) => o with { CompletionTokensDetails = new() { ReasoningTokens = v, AudioTokens = 1 } }),
        Longs.Set<Usage, long?>((o, v) => o with { PromptTokensDetails = new() { CachedTokens = v } }));

    public static Gen<IReadOnlyList<ChatMessage>> Messages { get; } = ListOf(AnyMessages);

    public static Gen<ChatCompletionRequest> Requests { get; } = Object(
        new ChatCompletionRequest { Model = "m", Messages = [] },
        Texts.Set<ChatCompletionRequest, string>((o, v) => o with { Model = v }),
        Messages.Set<ChatCompletionRequest, IReadOnlyList<ChatMessage>>((o, v) => o with { Messages = v }),
        Integers.Set<ChatCompletionRequest, int?>((o, v) => o with { MaxTokens = v }),
        Integers.Set<ChatCompletionRequest, int?>((o, v) => o with { MaxCompletionTokens = v }),
        Doubles.Set<ChatCompletionRequest, double?>((o, v) => o with { Temperature = v }),
        Doubles.Set<ChatCompletionRequest, double?>((o, v) => o with { TopP = v }),
        Integers.Set<ChatCompletionRequest, int?>((o, v) => o with { TopK = v }),
        Integers.Set<ChatCompletionRequest, int?>((o, v) => o with { N = v }),
        ListOf(Texts).Set<ChatCompletionRequest, IReadOnlyList<string>>((o, v) => o with { Stop = v }),
        Longs.Set<ChatCompletionRequest, long?>((o, v) => o with { Seed = v }),
        Doubles.Set<ChatCompletionRequest, double?>((o, v) => o with { PresencePenalty = v }),
        Doubles.Set<ChatCompletionRequest, double?>((o, v) => o with { FrequencyPenalty = v }),
        Doubles.Set<ChatCompletionRequest, double?>((o, v) => o with { RepetitionPenalty = v }),
        Names.SelectMany(_ => Doubles, (name, bias) => new Dictionary<string, double> { [name] = bias!.Value })
            .Set<ChatCompletionRequest, Dictionary<string, double>>((o, v) => o with { LogitBias = v }),
        Booleans.Set<ChatCompletionRequest, bool?>((o, v) => o with { Logprobs = v }),
        Integers.Set<ChatCompletionRequest, int?>((o, v) => o with { TopLogprobs = v }),
        ListOf(Tools).Set<ChatCompletionRequest, IReadOnlyList<Tool>>((o, v) => o with { Tools = v }),
        ToolChoices.Set<ChatCompletionRequest, ToolChoice>((o, v) => o with { ToolChoice = v }),
        Booleans.Set<ChatCompletionRequest, bool?>((o, v) => o with { ParallelToolCalls = v }),
        Booleans.Set<ChatCompletionRequest, bool?>((o, v) => o with { NormalizeToolSchemas = v }),
        Schemas.Set<ChatCompletionRequest, JsonElement?>((o, v) =>
            o with { ResponseFormat = ResponseFormat.ForSchema("s", v!.Value) }),
        Contents.Set<ChatCompletionRequest, MessageContent>((o, v) => o with { Prediction = new() { Content = v } }),
        Texts.Set<ChatCompletionRequest, string>((o, v) => o with { ReasoningEffort = new(v) }),
        Texts.Set<ChatCompletionRequest, string>((o, v) => o with { Thinking = new() { Type = v } }),
        Booleans.Set<ChatCompletionRequest, bool?>((o, v) => o with { ReasoningSplit = v }),
        Booleans.Set<ChatCompletionRequest, bool?>((o, v) => o with { StreamOptions = new() { IncludeUsage = v } }),
        Texts.Set<ChatCompletionRequest, string>((o, v) => o with { ServiceTier = new(v) }),
        Booleans.Set<ChatCompletionRequest, bool?>((o, v) => o with { MaskSensitiveInfo = v }),
        Texts.Set<ChatCompletionRequest, string>((o, v) => o with { User = v }),
        Elements.Set<ChatCompletionRequest, JsonElement>((o, v) => o with { AdditionalProperties = Map("x_new", v) }));

    public static Gen<ChatCompletion> Completions { get; } = Object(
        new ChatCompletion(),
        Texts.Set<ChatCompletion, string>((o, v) => o with { Id = v }),
        Longs.Set<ChatCompletion, long?>((o, v) => o with { Created = v }),
        Texts.Set<ChatCompletion, string>((o, v) => o with { Model = v, Object = v }),
        ListOf(Object(
            new ChatChoice(),
            Integers.Set<ChatChoice, int?>((o, v) => o with { Index = v }),
            AssistantMessages.Set<ChatChoice, AssistantMessage>((o, v) => o with { Message = v }),
            FinishReasons.Set<ChatChoice, FinishReason?>((o, v) => o with { FinishReason = v }),
            Logprobs.Set<ChatChoice, ChoiceLogprobs>((o, v) => o with { Logprobs = v })))
            .Set<ChatCompletion, IReadOnlyList<ChatChoice>>((o, v) => o with { Choices = v }),
        Usages.Set<ChatCompletion, Usage>((o, v) => o with { Usage = v }),
        Texts.Set<ChatCompletion, string>((o, v) => o with { ServiceTier = new(v), SystemFingerprint = v }),
        Booleans.Set<ChatCompletion, bool?>((o, v) => o with { InputSensitive = v, OutputSensitive = !v }),
        Integers.Set<ChatCompletion, int?>((o, v) => o with { InputSensitiveType = v, OutputSensitiveInt = v }),
        Integers.Set<ChatCompletion, int?>((o, v) => o with { BaseResp = new() { StatusCode = v, StatusMessage = "x" } }),
        Decimals.Set<ChatCompletion, decimal?>((o, v) => o with { Meta = new() { Usage = new() { CreditsUsed = v, UsdSpent = 1 } } }),
        Elements.Set<ChatCompletion, JsonElement>((o, v) => o with { AdditionalProperties = Map("x_new", v) }));

    public static Gen<ChatCompletionChunk> Chunks { get; } = Object(
        new ChatCompletionChunk(),
        Texts.Set<ChatCompletionChunk, string>((o, v) => o with { Id = v }),
        Usages.Set<ChatCompletionChunk, Usage>((o, v) => o with { Usage = v }),
        ListOf(Object(
            new ChatChunkChoice(),
            Integers.Set<ChatChunkChoice, int?>((o, v) => o with { Index = v }),
            FinishReasons.Set<ChatChunkChoice, FinishReason?>((o, v) => o with { FinishReason = v }),
            Object(
                new ChatDelta(),
                Texts.Set<ChatDelta, string>((o, v) => o with { Content = v }),
                Texts.Set<ChatDelta, string>((o, v) => o with { Role = new(v), Name = v }),
                Texts.Set<ChatDelta, string>((o, v) => o with { ReasoningContent = v, RawReasoning = v }),
                ListOf(Details).Set<ChatDelta, IReadOnlyList<ReasoningDetail>>((o, v) => o with { ReasoningDetails = v }),
                ListOf(Texts.Select(text => new ToolCallDelta { Id = text, Function = new() { Arguments = text } }))
                    .Set<ChatDelta, IReadOnlyList<ToolCallDelta>>((o, v) => o with { ToolCalls = v }))
                .Set<ChatChunkChoice, ChatDelta>((o, v) => o with { Delta = v })))
            .Set<ChatCompletionChunk, IReadOnlyList<ChatChunkChoice>>((o, v) => o with { Choices = v }));

    private static Gen<T> Any<T>() => ArbMap.Default.GeneratorFor<T>();

    private static Dictionary<string, JsonElement> Map(string name, JsonElement value) => new() { [name] = value };

    private static Gen<IReadOnlyList<T>> ListOf<T>(Gen<T> items) =>
        items.ListOf().Select(list => (IReadOnlyList<T>)[.. list.Take(4)]);

    /// <summary>Generates a change to an object, which is applied with a probability of one half.</summary>
    private static Gen<Func<T, T>> Set<T, TValue>(this Gen<TValue> values, Func<T, TValue, T> set) =>
        Gen.Constant<Func<T, T>>(static o => o).Or(values.Select(value => (Func<T, T>)(o => set(o, value))));

    private static Gen<T> Object<T>(T empty, params Gen<Func<T, T>>[] changes) =>
        Gen.CollectToArray(changes, static change => change).Select(selected => selected.Aggregate(empty, (o, change) => change(o)));
}
