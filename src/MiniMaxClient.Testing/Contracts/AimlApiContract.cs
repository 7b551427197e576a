using System.Text.Json;
using System.Text.RegularExpressions;
using static MiniMaxClient.Testing.Contracts.JsonRule;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>Validates requests with AIML API's schema of the model.</summary>
/// <remarks>
/// The schemas are published at https://docs.aimlapi.com/api-references/text-models-llm/minimax. The top-level object is open:
/// unknown fields are ignored.
/// </remarks>
internal static partial class AimlApiContract
{
    // The values of detail, fps and max_long_side_pixel are not published for the model that has videos.
    private static readonly JsonRule Address = OpenObject(Required("url", AnyString));
    private static readonly JsonRule TextPart = OpenObject(Required("type", OneOf("text")), Required("text", AnyString));

    private static readonly Dictionary<string, JsonRule> RulesByModel =
        ModelFeatures.ByModel.ToDictionary(pair => pair.Key, pair => CreateRequestRule(pair.Value));

    /// <summary>Returns the first violation of the model's schema, or null.</summary>
    public static string? ValidateRequestBody(JsonElement body, string model)
    {
        JsonRule rule = RulesByModel.GetValueOrDefault(model) ?? RulesByModel["minimax/m2-7-highspeed"];
        return rule.Validate(body, "") ?? ValidateAssistantContent(body) ?? ValidateTopLogprobs(body);
    }

    private static JsonRule CreateRequestRule(ModelFeatures model) => OpenObject(
    [
        Required("model", AnyString),
        Required("messages", List(CreateMessageRule(model), min: 1)),
        Optional("max_tokens", Number(min: 1)),
        Optional("stream", AnyBoolean),
        Optional("stream_options", OpenObject(Required("include_usage", AnyBoolean))),
        Optional("tools", List(model.IsThirdGeneration ? ThirdGenerationTool : Tool, max: 128)),
        Optional("tool_choice", ByValueKind(
            OneOf("none", "auto", "required"),
            JsonValueKind.Object,
            model.IsThirdGeneration ? ThirdGenerationToolChoice : ToolChoice)),
        Optional("parallel_tool_calls", AnyBoolean),
        Optional("temperature", Number(0, model.IsFirstGeneration ? 1 : 2)),
        Optional("top_p", Number(0.01, 1)),
        Optional("prediction", OpenObject(
            Required("type", OneOf("content")), Required("content", StringOrArray(List(TextPart))))),
        Optional("seed", Integer(min: 1)),
        Optional("presence_penalty", Number(-2, 2).OrNull()),
        .. model.IsFirstGeneration ? [] : ProbabilityFields,
        .. model.HasResponseFormat ? [Optional("response_format", ResponseFormat)] : Array.Empty<Field>(),
        .. model.Efforts.Length > 0 ? [Optional("reasoning_effort", OneOf(model.Efforts))] : Array.Empty<Field>(),
        .. model.IsThirdGeneration ? [Optional("normalize_tool_schemas", AnyBoolean)] : Array.Empty<Field>(),
    ]);

    private static Field[] ProbabilityFields =>
    [
        Optional("frequency_penalty", Number(-2, 2).OrNull()),
        Optional("logit_bias", Map(Number(-100, 100)).OrNull()),
        Optional("logprobs", AnyBoolean.OrNull()),
        Optional("top_logprobs", Number(0, 20).OrNull()),
    ];

    private static JsonRule ResponseFormat => Discriminated("type",
        ("text", ClosedObject(Required("type", AnyString))),
        ("json_object", ClosedObject(Required("type", AnyString))),
        ("json_schema", ClosedObject(
            Required("type", AnyString),
            Required("json_schema", ClosedObject(
                Required("name", AnyString),
                Optional("schema", AnyObject),
                Optional("strict", AnyBoolean.OrNull()),
                Optional("description", AnyString))))));

    private static JsonRule Tool => ClosedObject(
        Required("type", OneOf("function")),
        Required("function", ClosedObject(
            Required("name", Matching(FunctionNamePattern())),
            Required("parameters", AnyObject),
            Optional("description", AnyString),
            Optional("strict", AnyBoolean.OrNull()))));

    private static JsonRule ThirdGenerationTool => Discriminated("type",
        ("function", OpenObject(Required("function", OpenObject(
            Required("name", Matching(FunctionNamePattern())),
            Optional("parameters", AnyObject),
            Optional("description", AnyString),
            Optional("strict", AnyBoolean.OrNull()))))),
        ("custom", OpenObject(Required("custom", OpenObject(
            Required("name", AnyString),
            Optional("description", AnyString),
            Required("format", Discriminated("type",
                ("text", AnyObject),
                ("grammar", OpenObject(Required("grammar", OpenObject(
                    Required("definition", AnyString), Required("syntax", OneOf("lark", "regex")))))))))))));

    private static JsonRule ToolChoice => OpenObject(
        Required("type", OneOf("function")), Required("function", OpenObject(Required("name", AnyString))));

    private static JsonRule ThirdGenerationToolChoice => Discriminated("type",
        ("function", ToolChoice),
        ("allowed_tools", OpenObject(Required("allowed_tools", OpenObject(
            Required("mode", OneOf("auto", "required")), Required("tools", List(AnyObject)))))),
        ("custom", AnyObject));

    private static JsonRule CreateMessageRule(ModelFeatures model)
    {
        Func<Field[], JsonRule> createObject = model.IsThirdGeneration ? OpenObject : ClosedObject;
        JsonRule instruction = createObject(
            [Required("role", AnyString), Required("content", StringOrArray(List(TextPart))), Optional("name", AnyString)]);
        JsonRule toolContent = model.IsThirdGeneration ? StringOrArray(List(TextPart)) : AnyString;
        (string, JsonRule)[] roles =
        [
            ("user", OpenObject(
                Required("content", StringOrArray(List(CreateUserPartRule(model)))), Optional("name", AnyString))),
            ("system", instruction),
            ("assistant", CreateAssistantRule(model)),
            ("tool", createObject(
            [
                Required("role", AnyString),
                Required("content", toolContent),
                Required("tool_call_id", AnyString),
                Optional("name", AnyString.OrNull()),
            ])),
        ];
        return Discriminated("role", model.HasDeveloperRole ? [.. roles, ("developer", instruction)] : roles);
    }

    private static JsonRule CreateUserPartRule(ModelFeatures model)
    {
        JsonRule image = OpenObject(
            Required("image_url", model.HasVideoInput ? Address : OpenObject(
                Required("url", AnyString), Optional("detail", OneOf("low", "high", "auto")))));
        JsonRule video = OpenObject(Required("video_url", Address));
        JsonRule file = OpenObject(Required("file", OpenObject(
            Optional("file_data", AnyString), Optional("filename", AnyString), Optional("file_id", AnyString))));
        return Discriminated("type",
        [
            ("text", TextPart),
            .. model.HasImageInput ? [("image_url", image)] : Array.Empty<(string, JsonRule)>(),
            .. model.HasVideoInput ? [("video_url", video)] : Array.Empty<(string, JsonRule)>(),
            .. model.IsFirstGeneration ? [] : new[] { ("file", file) },
        ]);
    }

    private static JsonRule CreateAssistantRule(ModelFeatures model)
    {
        JsonRule content = StringOrArray(
            List(Discriminated("type", ("text", TextPart), ("refusal", OpenObject(Required("refusal", AnyString))))));
        JsonRule function = OpenObject(Required("id", AnyString), Required("type", OneOf("function")),
            Required("function", OpenObject(Required("name", AnyString), Required("arguments", AnyString))));
        JsonRule custom = OpenObject(
            Required("id", AnyString), Required("custom", OpenObject(Required("name", AnyString), Required("input", AnyString))));
        return OpenObject(
            Optional("content", model.IsThirdGeneration ? content.OrNull() : content),
            Optional("name", AnyString),
            Optional("tool_calls", List(
                model.IsThirdGeneration ? Discriminated("type", ("function", function), ("custom", custom)) : function)),
            Optional("refusal", AnyString.OrNull()));
    }

    private static JsonRule StringOrArray(JsonRule list) => ByValueKind(AnyString, JsonValueKind.Array, list);

    // The schema of assistant.content: "Required unless tool_calls or function_call is specified".
    private static string? ValidateAssistantContent(JsonElement body) => body.GetProperty("messages").EnumerateArray()
        .Select((message, i) => message.GetProperty("role").ValueEquals("assistant")
            && !message.TryGetProperty("content", out _) && !message.TryGetProperty("tool_calls", out _)
                ? FormatAtPath("Required", $"messages[{i}].content")
                : null)
        .FirstOrDefault(problem => problem is not null);

    // The schema of top_logprobs: "logprobs must be set to True if this parameter is used".
    private static string? ValidateTopLogprobs(JsonElement body) =>
        body.TryGetProperty("top_logprobs", out JsonElement top) && top.ValueKind == JsonValueKind.Number
            && !(body.TryGetProperty("logprobs", out JsonElement logprobs) && logprobs.ValueKind == JsonValueKind.True)
                ? FormatAtPath("Invalid literal value, expected true", "logprobs")
                : null;

    // The schema of the name: "Must be a-z, A-Z, 0-9, or contain underscores and dashes, with a maximum length of 64."
    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,64}\z")]
    private static partial Regex FunctionNamePattern();

    /// <summary>The differences between the models' schemas.</summary>
    private sealed record ModelFeatures(
        bool IsFirstGeneration = false,
        bool HasImageInput = false,
        bool HasVideoInput = false,
        bool HasDeveloperRole = false,
        bool HasResponseFormat = true,
        bool IsThirdGeneration = false)
    {
        public string[] Efforts { get; init; } = [];

        public static Dictionary<string, ModelFeatures> ByModel { get; } = new()
        {
            ["minimax/m1"] = new(IsFirstGeneration: true),
            ["minimax/m2"] = new(IsFirstGeneration: true),
            ["minimax/m2-1"] = new(HasImageInput: true),
            ["minimax/m2-1-highspeed"] = new(HasImageInput: true, HasDeveloperRole: true),
            ["minimax/m2-5-20260218"] = new(HasImageInput: true),
            ["minimax/m2-5-highspeed-20260218"] = new(HasImageInput: true),
            // The model's page lists reasoning_effort; the newest schema of the model does not.
            ["minimax/m2-7-20260402"] = new(HasResponseFormat: false) { Efforts = ["low", "medium", "high"] },
            ["minimax/m2-7-highspeed"] = new(HasImageInput: true, HasDeveloperRole: true),
            ["minimax/m2-her"] = new(HasImageInput: true, HasDeveloperRole: true, HasResponseFormat: false),
            ["minimax/minimax-m3"] = new(IsThirdGeneration: true),
            // The schema is not published. The model's page lists images, videos and the efforts; the names of the parts, and
            // everything else, are assumed to be those of MiniMax and of the schema of M3.
            ["minimax/minimax-m3.1-flash"] =
                new(HasImageInput: true, HasVideoInput: true, HasDeveloperRole: true, IsThirdGeneration: true)
                {
                    Efforts = ["low", "medium", "high", "xhigh", "max"],
                },
        };
    }
}
