using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Contracts;
using MiniMaxClient.Testing.Endpoints;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>The API of AIML API: MiniMax's bodies plus the cost, behind a NestJS gateway; https://docs.aimlapi.com.</summary>
internal sealed partial class AimlApiDialect(MiniMaxEmulatorOptions options) : MiniMaxUpstreamDialect(options)
{
    private const decimal CreditsPerDollar = 2_000_000;

    private static readonly Dictionary<string, string> ResponseModelsById = new()
    {
        ["minimax/m1"] = "MiniMax-M1",
        ["minimax/m2"] = "MiniMax-M2",
        ["minimax/m2-1"] = "MiniMax-M2.1",
        ["minimax/m2-1-highspeed"] = "MiniMax-M2.1-highspeed",
        ["minimax/m2-5-20260218"] = "MiniMax-M2.5",
        ["minimax/m2-5-highspeed-20260218"] = "MiniMax-M2.5-highspeed",
        ["minimax/m2-7-20260402"] = "MiniMax-M2.7",
        ["minimax/m2-7-highspeed"] = "MiniMax-M2.7-highspeed",
        ["minimax/m2-her"] = "M2-her",
        ["minimax/minimax-m3"] = "MiniMax-M3",
        ["minimax/minimax-m3.1-flash"] = "MiniMax-M3.1-Flash",
    };

    public override string Name => "AimlApi";
    public override string RootPath => "/aimlapi";
    public override string BasePath => "/v1";
    protected override int SuccessStatus => Options.AimlApiSuccessStatus;

    protected override ReplyContent.Error InvalidKeyError { get; } = new(401,
        "This request requires a valid API key. You can create a new API key on the Billing page: https://aimlapi.com/app/keys");

    // docs.aimlapi.com, errors and messages: 403 where others have 402.
    protected override ReplyContent.Error InsufficientCreditsError { get; } = new(403, "You've run out of credits. "
        + "Please top up your balance or update your payment method to continue: https://aimlapi.com/app/billing/");

    protected override ReplyContent.Error RateLimitError { get; } = new(429, "Too Many Requests");
    public override ReplyContent.Error UnreadableBodyError { get; } = new(400, "Body validation error!");
    protected override ReplyContent.Error CreateUnknownPathError(EmulatedCall call) =>
        new(404, $"Cannot {call.Method} {call.Path}");
    protected override IEnumerable<string?> GetKeys(EmulatedCall call) => [call.BearerKey];

    protected override string GetResponseModel(EmulatedCall call) => GetResponseModelName(call.ChatBody.Model ?? "");

    protected override IReadOnlyList<Endpoint> AdditionalEndpoints => field ??=
    [
        new DocumentEndpoint(this, "/v1/models", (writer, call) => ModelListWriter.WriteModels(writer, call.Query))
        {
            IsPublic = true,
            HasETag = true,
        },
        new DocumentEndpoint(this, "/models", (writer, _) => ModelListWriter.WriteLegacyModels(writer)) { IsPublic = true },
        new DocumentEndpoint(this, "/v2/billing", (writer, call) => BalanceWriter.WriteAimlApi(writer, GetBalance(call))),
    ];

    private AimlApiModelList ModelListWriter => new(KnownModels, GetResponseModelName);
    private IReadOnlyCollection<string> KnownModels => Options.Models ?? ResponseModelsById.Keys;

    public override ReplyContent.Error CreateInvalidRequestError(string problem) => new(400, $"Body validation error\n{problem}");

    public override ReplyContent.Error? ValidateModel(string model) =>
        KnownModels.Contains(model) ? null : new(404, $"Model {model} not found");

    protected override ReplyContent.Error? ValidateChatBody(EmulatedCall call, JsonElement body)
    {
        if (call.ChatBody.Model is not { } model)
            return CreateInvalidRequestError(JsonRule.FormatAtPath("Required", "model"));
        if (ValidateModel(model) is { } unknown)
            return unknown;
        if (AimlApiContract.ValidateRequestBody(body, model) is { } problem)
            return CreateInvalidRequestError(problem);
        // Requests that conform to the schema are forwarded to MiniMax, and its rejection is returned.
        return (MiniMaxRules.ValidateForwardedRequest(body)
            ?? ToolHistoryRules.ValidateChatHistory(body.GetProperty("messages"))) is { } rejected
            ? MiniMaxError.CreateInvalidParams(rejected)
            : null;
    }

    protected override void WriteCompletion(Utf8JsonWriter writer, Completion completion)
    {
        base.WriteCompletion(writer, completion);
        WriteCost(writer, completion);
    }

    // docs.aimlapi.com, request tracing and cost: "The final SSE chunk carries the cost under meta.usage". Its "choices" are not
    // documented; OpenAI's clients enumerate them in every chunk, so an empty list is assumed.
    protected override IEnumerable<byte[]> CreateChunks(Completion completion, EmulatedCall call, int chunkSize) =>
        base.CreateChunks(completion, call, chunkSize).Append(Json.WriteObject(writer =>
        {
            writer.WriteStartArray("choices");
            writer.WriteEndArray();
            WriteCost(writer, completion);
        }));

    public override void WriteError(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, Reply reply)
    {
        writer.WriteString("message", error.Message);
        writer.WriteString("path", call.Path);
        writer.WriteString("requestId", call.Uuid);
        writer.WriteNumber("statusCode", error.Status);
        writer.WriteString("timestamp", call.Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
    }

    protected override void AddHeaders(IDictionary<string, string> headers, EmulatedCall call, Completion? completion)
    {
        headers["x-inference-id"] = call.Uuid;
        // An invalid id is ignored.
        string clientId = call.Headers["X-Client-Request-Id"].ToString();
        if (ClientRequestIdPattern().IsMatch(clientId))
            headers["x-client-request-id"] = clientId;
        if (completion is null || call.ChatBody.IsStreaming)
            return;
        long credits = ComputeCredits(completion);
        headers["x-aimlapi-credits-used"] = credits.ToString(CultureInfo.InvariantCulture);
        headers["x-aimlapi-usd-spent"] = (credits / CreditsPerDollar).ToString(CultureInfo.InvariantCulture);
    }

    private static void WriteCost(Utf8JsonWriter writer, Completion completion)
    {
        long credits = ComputeCredits(completion);
        writer.WriteStartObject("meta");
        writer.WriteStartObject("usage");
        writer.WriteNumber("credits_used", credits);
        writer.WriteNumber("usd_spent", credits / CreditsPerDollar);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static long ComputeCredits(Completion completion)
    {
        (decimal input, decimal output) = AimlApiModelList.GetPrices(completion.Model);
        decimal dollars = ((completion.Tokens.Prompt * input) + (completion.Tokens.Completion * output)) / 1_000_000;
        return (long)decimal.Ceiling(dollars * CreditsPerDollar);
    }

    private static string GetResponseModelName(string model) => ResponseModelsById.GetValueOrDefault(model, model);

    [GeneratedRegex(@"\A[A-Za-z0-9._:-]{1,128}\z")]
    private static partial Regex ClientRequestIdPattern();
}
