using System.Text.Json;

namespace MiniMaxClient.Tests.Chat;

/// <summary>Requests that set every field inside and outside the contract through typed properties.</summary>
internal static class ContractRequests
{
    private static readonly JsonElement Schema = JsonElement.Parse("""{"type":"object"}""");

    public static IReadOnlyList<ChatCompletionRequest> All { get; } =
    [
        CreateWithAllFields(),
        CreateWithFunctionChoice(),
        CreateWithAllowedTools(),
        new()
        {
            Model = "minimax/m2-7-20260402",
            Messages = [ChatMessage.User("user text")],
            ToolChoice = ToolChoice.ForCustom("run_sql"),
        },
    ];

    private static ChatCompletionRequest CreateWithAllFields() => new()
    {
        Model = "minimax/m2-7-20260402",
        Messages = [.. CreateTextMessages(), .. CreatePartMessages(), .. CreateToolCallMessages()],
        MaxTokens = 4096,
        Temperature = 0.5,
        TopP = 0.95,
        Seed = 7,
        PresencePenalty = 0.25,
        FrequencyPenalty = -0.5,
        LogitBias = new Dictionary<string, double> { ["2435"] = -100 },
        Logprobs = true,
        TopLogprobs = 3,
        Tools = [CreateFunctionTool(), CreateCustomTool(CustomToolFormat.ForGrammar("lark", "start: /select .*/")), CreateCustomTool(CustomToolFormat.Text)],
        ToolChoice = ToolChoice.Required,
        ParallelToolCalls = false,
        NormalizeToolSchemas = true,
        ResponseFormat = new JsonSchemaResponseFormat
        {
            JsonSchema = new() { Name = "person", Description = "A person.", Schema = Schema, Strict = false },
        },
        Prediction = new() { Content = "predicted text" },
        ReasoningEffort = ReasoningEffort.High,
        StreamOptions = new() { IncludeUsage = true },
        MaxCompletionTokens = 4097,
        TopK = 40,
        N = 2,
        Stop = ["END"],
        RepetitionPenalty = 1.5,
        Thinking = Thinking.Disabled,
        ReasoningSplit = true,
        ServiceTier = ServiceTier.Priority,
        MaskSensitiveInfo = true,
        User = "user-1",
    };

    private static ChatCompletionRequest CreateWithFunctionChoice() => new()
    {
        Model = "minimax/m2-7-20260402",
        Messages = [ChatMessage.User("user text")],
        ToolChoice = ToolChoice.ForFunction("get_weather"),
        ResponseFormat = ResponseFormat.Text,
        Prediction = new() { Content = ["predicted part"] },
    };

    private static ChatCompletionRequest CreateWithAllowedTools() => new()
    {
        Model = "minimax/m2-7-20260402",
        Messages = [ChatMessage.User("user text")],
        ToolChoice = ToolChoice.ForAllowedTools(new()
        {
            Mode = "auto",
            Tools =
            [
                new() { Type = "function", Function = new() { Name = "get_weather" } },
                new() { Type = "custom", Custom = new() { Name = "run_sql" } },
            ],
        }),
        ResponseFormat = ResponseFormat.JsonObject,
    };

    private static ChatMessage[] CreateTextMessages() =>
    [
        ChatMessage.System("system text") with { Name = "system name" },
        ChatMessage.Developer("developer text") with { Name = "developer name" },
        ChatMessage.User("user text") with { Name = "user name" },
        ChatMessage.Assistant("assistant text") with { Name = "assistant name", Refusal = "a refusal" },
        ChatMessage.Tool("call_1", "tool text") with { Name = "tool name" },
    ];

    private static ChatMessage[] CreatePartMessages() =>
    [
        ChatMessage.System(["system part"]),
        ChatMessage.Developer(["developer part"]),
        ChatMessage.User(
        [
            "user part",
            new ImagePart
            {
                ImageUrl = new() { Url = "https://example.com/a.png", Detail = ImageDetail.High, MaxLongSidePixel = 512 },
            },
            new VideoPart
            {
                VideoUrl = new() { Url = "mm_file://4711", Detail = ImageDetail.Default, MaxLongSidePixel = 720, Fps = 0.5 },
            },
            new FilePart { File = new() { FileData = "data:application/pdf;base64,JVBERi0=", FileName = "a.pdf" } },
            new FilePart { File = new() { FileId = "file-1" } },
        ]),
        ChatMessage.Assistant(["assistant part", new RefusalPart { Refusal = "a refusal part" }]),
        ChatMessage.Tool("call_1", ["tool part"]),
    ];

    private static AssistantMessage[] CreateToolCallMessages() =>
    [
        new()
        {
            ToolCalls =
            [
                new FunctionToolCall { Id = "call_1", Function = new() { Name = "get_weather", Arguments = """{"city":"Oslo"}""" } },
                new CustomToolCall { Id = "call_2", Custom = new() { Name = "run_sql", Input = "select 1" } },
            ],
        },
    ];

    private static FunctionTool CreateFunctionTool() => Tool.FromFunction("get_weather", "Gets the weather.", Schema, strict: true);

    private static CustomTool CreateCustomTool(CustomToolFormat format) =>
        new() { Custom = new() { Name = "run_sql", Description = "Runs SQL.", Format = format } };
}
