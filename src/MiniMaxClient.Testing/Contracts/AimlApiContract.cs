using System.Text.Json;
using System.Text.RegularExpressions;
using static MiniMaxClient.Testing.Contracts.Rule;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>
/// The request schemas of AIML API, one per model, after https://docs.aimlapi.com/api-references/text-models-llm/minimax.
/// </summary>
/// <remarks>The top-level object is open: a field that the model's schema lacks is ignored.</remarks>
internal static partial class AimlApiContract
{
    private static readonly Rule Prose = Open(Must("type", Word("text")), Must("text", Text));

    private static readonly Dictionary<string, Rule> Rules =
        Traits.ByModel.ToDictionary(pair => pair.Key, pair => Request(pair.Value));

    /// <summary>The first violation of the model's schema, or null.</summary>
    public static string? Problem(JsonElement body, string model)
    {
        Rule rule = Rules.GetValueOrDefault(model) ?? Rules["minimax/m2-7-highspeed"];
        return rule.Problem(body, "") ?? LooseAssistant(body) ?? LooseLogprobs(body);
    }

    private static Rule Request(Traits model) => Open(
    [
        Must("model", Text),
        Must("messages", List(Message(model), min: 1)),
        May("max_tokens", Number(min: 1)),
        May("stream", Flag),
        May("stream_options", Open(Must("include_usage", Flag))),
        May("tools", List(model.IsM3 ? M3Tool : Tool, max: 128)),
        May("tool_choice", Either(Word("none", "auto", "required"), JsonValueKind.Object, model.IsM3 ? M3Choice : Choice)),
        May("parallel_tool_calls", Flag),
        May("temperature", Number(0, model.IsEarly ? 1 : 2)),
        May("top_p", Number(0.01, 1)),
        May("prediction", Open(Must("type", Word("content")), Must("content", TextOr(List(Prose))))),
        May("seed", Integer(min: 1)),
        May("presence_penalty", Number(-2, 2).OrNull()),
        .. model.IsEarly ? [] : Probabilities,
        .. model.TakesResponseFormat ? [May("response_format", ResponseFormat)] : Array.Empty<Field>(),
        .. model.TakesEffort ? [May("reasoning_effort", Word("low", "medium", "high"))] : Array.Empty<Field>(),
        .. model.IsM3 ? [May("normalize_tool_schemas", Flag)] : Array.Empty<Field>(),
    ]);

    private static Field[] Probabilities =>
    [
        May("frequency_penalty", Number(-2, 2).OrNull()),
        May("logit_bias", Map(Number(-100, 100)).OrNull()),
        May("logprobs", Flag.OrNull()),
        May("top_logprobs", Number(0, 20).OrNull()),
    ];

    private static Rule ResponseFormat => Tagged("type",
        ("text", Closed(Must("type", Text))),
        ("json_object", Closed(Must("type", Text))),
        ("json_schema", Closed(
            Must("type", Text),
            Must("json_schema", Closed(
                Must("name", Text), May("schema", AnyObject), May("strict", Flag.OrNull()), May("description", Text))))));

    private static Rule Tool => Closed(
        Must("type", Word("function")),
        Must("function", Closed(
            Must("name", Matching(FunctionName())),
            Must("parameters", AnyObject),
            May("description", Text),
            May("strict", Flag.OrNull()))));

    private static Rule M3Tool => Tagged("type",
        ("function", Open(Must("function", Open(
            Must("name", Matching(FunctionName())),
            May("parameters", AnyObject),
            May("description", Text),
            May("strict", Flag.OrNull()))))),
        ("custom", Open(Must("custom", Open(Must("name", Text), May("description", Text), Must("format", Tagged("type",
            ("text", AnyObject),
            ("grammar", Open(Must("grammar", Open(
                Must("definition", Text), Must("syntax", Word("lark", "regex")))))))))))));

    private static Rule Choice => Open(
        Must("type", Word("function")), Must("function", Open(Must("name", Text))));

    private static Rule M3Choice => Tagged("type",
        ("function", Choice),
        ("allowed_tools", Open(Must("allowed_tools", Open(
            Must("mode", Word("auto", "required")), Must("tools", List(AnyObject)))))),
        ("custom", AnyObject));

    private static Rule Message(Traits model)
    {
        Func<Field[], Rule> strict = model.IsM3 ? Open : Closed;
        Rule told = strict([Must("role", Text), Must("content", TextOr(List(Prose))), May("name", Text)]);
        Rule toolContent = model.IsM3 ? TextOr(List(Prose)) : Text;
        (string, Rule)[] roles =
        [
            ("user", Open(Must("content", TextOr(List(UserPart(model)))), May("name", Text))),
            ("system", told),
            ("assistant", Assistant(model)),
            ("tool", strict(
                [Must("role", Text), Must("content", toolContent), Must("tool_call_id", Text), May("name", Text.OrNull())])),
        ];
        return Tagged("role", model.KnowsDeveloper ? [.. roles, ("developer", told)] : roles);
    }

    private static Rule UserPart(Traits model)
    {
        Rule image = Open(Must("image_url", Open(Must("url", Text), May("detail", Word("low", "high", "auto")))));
        Rule file = Open(Must("file", Open(May("file_data", Text), May("filename", Text), May("file_id", Text))));
        return Tagged("type",
        [
            ("text", Prose),
            .. model.SeesImages ? [("image_url", image)] : Array.Empty<(string, Rule)>(),
            .. model.IsEarly ? [] : new[] { ("file", file) },
        ]);
    }

    private static Rule Assistant(Traits model)
    {
        Rule content = TextOr(List(Tagged("type", ("text", Prose), ("refusal", Open(Must("refusal", Text))))));
        Rule function = Open(Must("id", Text), Must("type", Word("function")),
            Must("function", Open(Must("name", Text), Must("arguments", Text))));
        Rule custom = Open(Must("id", Text), Must("custom", Open(Must("name", Text), Must("input", Text))));
        return Open(
            May("content", model.IsM3 ? content.OrNull() : content),
            May("name", Text),
            May("tool_calls", List(model.IsM3 ? Tagged("type", ("function", function), ("custom", custom)) : function)),
            May("refusal", Text.OrNull()));
    }

    private static Rule TextOr(Rule list) => Either(Text, JsonValueKind.Array, list);

    // "Required unless tool_calls or function_call is specified", says the schema of assistant.content.
    private static string? LooseAssistant(JsonElement body) => body.GetProperty("messages").EnumerateArray()
        .Select((message, i) => message.GetProperty("role").ValueEquals("assistant")
            && !message.TryGetProperty("content", out _) && !message.TryGetProperty("tool_calls", out _)
                ? At("Required", $"messages[{i}].content")
                : null)
        .FirstOrDefault(problem => problem is not null);

    // "logprobs must be set to True if this parameter is used", says the schema of top_logprobs.
    private static string? LooseLogprobs(JsonElement body) =>
        body.TryGetProperty("top_logprobs", out JsonElement top) && top.ValueKind == JsonValueKind.Number
            && !(body.TryGetProperty("logprobs", out JsonElement logprobs) && logprobs.ValueKind == JsonValueKind.True)
                ? At("Invalid literal value, expected true", "logprobs")
                : null;

    // "Must be a-z, A-Z, 0-9, or contain underscores and dashes, with a maximum length of 64."
    [GeneratedRegex(@"\A[a-zA-Z0-9_-]{1,64}\z")]
    private static partial Regex FunctionName();

    /// <summary>What tells one model's schema from another's.</summary>
    private sealed record Traits(
        bool IsEarly = false,
        bool SeesImages = false,
        bool KnowsDeveloper = false,
        bool TakesResponseFormat = true,
        bool TakesEffort = false,
        bool IsM3 = false)
    {
        public static Dictionary<string, Traits> ByModel { get; } = new()
        {
            ["minimax/m1"] = new(IsEarly: true),
            ["minimax/m2"] = new(IsEarly: true),
            ["minimax/m2-1"] = new(SeesImages: true),
            ["minimax/m2-1-highspeed"] = new(SeesImages: true, KnowsDeveloper: true),
            ["minimax/m2-5-20260218"] = new(SeesImages: true),
            ["minimax/m2-5-highspeed-20260218"] = new(SeesImages: true),
            ["minimax/m2-7-20260402"] = new(TakesResponseFormat: false, TakesEffort: true),
            ["minimax/m2-7-highspeed"] = new(SeesImages: true, KnowsDeveloper: true),
            ["minimax/m2-her"] = new(SeesImages: true, KnowsDeveloper: true, TakesResponseFormat: false),
            ["minimax/minimax-m3"] = new(IsM3: true),
            // Its schema is not published; its page says images and effort.
            ["minimax/minimax-m3.1-flash"] = new(SeesImages: true, KnowsDeveloper: true, TakesEffort: true),
        };
    }
}
