using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Checks;

/// <summary>The forms of structured output: which of them the provider enforces.</summary>
/// <remarks>
/// The prompt of <c>json-schema</c> does not have the names of the properties, so only the provider can be the reason that the
/// response has them.
/// </remarks>
internal static class StructuredOutputChecks
{
    private const string Row = "ModelCapabilities.ResponseFormats";
    private const string Prompt = "Describe the number seven as JSON.";

    private const string Schema = """
        {
          "type": "object",
          "properties": { "numeral_shown": { "type": "integer" }, "parity_label": { "type": "string" } },
          "required": ["numeral_shown", "parity_label"],
          "additionalProperties": false
        }
        """;

    public static IReadOnlyList<Check> All { get; } =
    [
        new("json-schema", "response_format json_schema enforces a schema.", Row, new(1), static (context, token) =>
            SendFormatAsync(context, "json_schema", token))
        {
            Protocol = WireProtocol.Chat,
        },
        new("json-object", "response_format json_object enforces a JSON object.", Row, new(1), static (context, token) =>
            SendFormatAsync(context, "json_object", token))
        {
            Protocol = WireProtocol.Chat,
        },
        new(
            "json-instruction",
            "A schema in the prompt is followed.",
            "StructuredOutputMode.Instruction",
            new(1, PromptTokens: 1000),
            static (context, token) => CompleteAsync(context, StructuredOutputMode.Instruction, token)),
        new(
            "json-tool",
            "The parameters of a tool are followed.",
            "StructuredOutputMode.ToolCall",
            new(1, PromptTokens: 1000),
            static (context, token) => CompleteAsync(context, StructuredOutputMode.ToolCall, token)),
    ];

    private static async Task<Finding> SendFormatAsync(CheckContext context, string type, CancellationToken cancellationToken)
    {
        Exchange exchange = (await context.Client.CompleteAsync(
            context.CreateRequest(Prompt),
            cancellationToken,
            body => body["response_format"] = CreateFormat(type))).RequireWhole();
        bool? isAssumed = context.Assumes("response_format") & CheckContext.Allows(context.Capabilities.ResponseFormats, type);
        JsonElement value = RawResponse.Parse(exchange.Completion?.Text ?? "");
        bool isEnforced = type == "json_schema"
            ? value.Get("numeral_shown").Number() is not null && value.Get("parity_label").Text() is not null
            : value.ValueKind == JsonValueKind.Object;
        string observation = !exchange.IsAccepted ? exchange.Summary : isEnforced ? "enforced" : "not enforced";
        return Finding.CompareOffer(isAssumed, isEnforced, observation, exchange);
    }

    private static async Task<Finding> CompleteAsync(
        CheckContext context, StructuredOutputMode mode, CancellationToken cancellationToken)
    {
        var options = new StructuredOutputOptions { Mode = mode, MaxCorrections = 0 };
        Exchange exchange = await context.Client.SendAsync(async () =>
        {
            StructuredCompletion<NumberFacts> result = await context.Client.Client.CompleteStructuredAsync(
                context.CreateRequest("Describe the number seven."),
                StructuredOutputJson.Default.NumberFacts,
                options,
                cancellationToken);
            return result.Completion;
        });
        if (exchange.Raw is null)
            return Finding.NotOffered("the library does not use it for the model", exchange);
        exchange.RequireWhole();
        return context.Expect(
            exchange.Error is null, "followed", exchange.Error is null ? "followed" : exchange.Summary, exchange);
    }

    private static JsonObject CreateFormat(string type)
    {
        var format = new JsonObject { ["type"] = type };
        if (type == "json_schema")
            format[type] = new JsonObject { ["name"] = "number_facts", ["schema"] = JsonNode.Parse(Schema) };
        return format;
    }
}

/// <summary>The type of the structured output of the checks.</summary>
internal sealed record NumberFacts(int NumeralShown, string ParityLabel);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(NumberFacts))]
internal sealed partial class StructuredOutputJson : JsonSerializerContext;
