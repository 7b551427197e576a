using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MiniMaxClient.Errors;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Errors;

/// <summary>The tables of the errors page describe the behavior of the library.</summary>
public sealed partial class ErrorClassifierTests
{
    /// <summary>The rows of the page: the class, its statuses, MiniMax's codes, whether the request is retried.</summary>
    public static TheoryData<string, int[], int[], string> Rows
    {
        get
        {
            var rows = new TheoryData<string, int[], int[], string>();
            string page = File.ReadAllText(Path.Combine(Repository.Sources, "docs", "errors.md"));
            Dictionary<string, Match> statuses = StatusRow().Matches(page).ToDictionary(static row => row.Groups[1].Value);
            foreach (Match row in ActionRow().Matches(page))
            {
                Match? numbers = statuses.GetValueOrDefault(row.Groups[1].Value);
                // "yes, except …" means yes for the statuses.
                rows.Add(
                    row.Groups[1].Value,
                    Numbers(numbers?.Groups[2].Value ?? ""),
                    Numbers(numbers?.Groups[3].Value ?? ""),
                    row.Groups[2].Value.Split(',')[0]);
            }

            return rows;
        }
    }

    [Fact]
    public void IsProviderError_EachException_IsTrueForThoseThatReportAnErrorOfTheProvider()
    {
        Assert.All(
            (MiniMaxException[])
            [
                new MiniMaxAuthenticationException("m"), new MiniMaxPermissionException("m"), new MiniMaxServerException("m"),
                new MiniMaxInsufficientCreditsException("m"), new MiniMaxNotFoundException("m"), new MiniMaxRateLimitException("m"),
                new MiniMaxInvalidRequestException("m"), new MiniMaxContentFilteredException("m"),
            ],
            static failure => Assert.True(ErrorClassifier.IsProviderError(failure)));
        Assert.All(
            (MiniMaxException[])
            [
                new MiniMaxTimeoutException("m"), new MiniMaxConnectionException("m"), new MiniMaxStreamInterruptedException("m"),
                new MiniMaxInvalidResponseException("m"), new MiniMaxBudgetException("m"),
            ],
            static failure => Assert.False(ErrorClassifier.IsProviderError(failure)));
    }

    [Fact]
    public void ErrorsPage_Table_HasRowForEachException()
    {
        string[] exceptions =
        [
            .. typeof(MiniMaxException).Assembly.GetExportedTypes()
                .Where(static type => type.IsSubclassOf(typeof(MiniMaxException)))
                .Select(static type => type.Name["MiniMax".Length..^"Exception".Length]).Order(StringComparer.Ordinal),
        ];

        Assert.Equal(exceptions, Rows.Select(static row => row.Data.Item1).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Classify_StatusOrCodeOfErrorsPage_CreatesDocumentedException(string exception, int[] statuses, int[] codes, string isRetried)
    {
        MiniMaxException[] exceptions =
        [
            .. statuses.Select(static status => CreateException(status, new("No."))),
            .. codes.Select(static code => CreateException(200, new("No.", code.ToString(CultureInfo.InvariantCulture)))),
            .. codes.Select(static code => CreateException(500, new($"No. ({code})"))),
        ];

        Assert.All(exceptions, e => Assert.Equal($"MiniMax{exception}Exception", e.GetType().Name));
        Assert.All(exceptions, e => Assert.Equal(isRetried == "yes", e.IsTransient));
    }

    [Fact]
    public void Classify_403WithCreditsInMessage_IsInsufficientCredits() =>
        Assert.IsType<MiniMaxInsufficientCreditsException>(CreateException(403, new("You've run out of credits.")));

    [Theory]
    [InlineData(403)]
    [InlineData(200)]
    public void Classify_403InCodeWithCreditsInMessage_IsInsufficientCredits(int status) =>
        Assert.IsType<MiniMaxInsufficientCreditsException>(CreateException(status, new("Insufficient credits.", "403")));

    [Fact]
    public void Classify_UndocumentedStatus_UsesItsRange()
    {
        int[] documented = [.. Rows.SelectMany(static row => row.Data.Item2)];
        foreach (int status in Enumerable.Range(300, 300).Except(documented))
        {
            Type expected = status < 400 ? typeof(MiniMaxInvalidResponseException)
                : status < 500 ? typeof(MiniMaxInvalidRequestException)
                : typeof(MiniMaxServerException);
            Assert.IsType(expected, CreateException(status, new("No.")));
        }
    }

    /// <summary>A status, a body, its exception, and whether the request is retried.</summary>
    public static TheoryData<int, string, Type, bool> Codes { get; } = new()
    {
        {
            429, """{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""",
            typeof(MiniMaxInsufficientCreditsException), false
        },
        { 429, """{"error":{"message":"No.","type":"insufficient_quota"}}""", typeof(MiniMaxInsufficientCreditsException), false },
        { 429, """{"error":{"message":"No.","type":"exceeded_current_quota_error"}}""", typeof(MiniMaxInsufficientCreditsException), false },
        { 400, """{"error":{"message":"No.","code":"data_inspection_failed"}}""", typeof(MiniMaxContentFilteredException), false },
        { 400, """{"error":{"message":"No.","code":"sensitive_words_detected"}}""", typeof(MiniMaxContentFilteredException), false },
        { 429, """{"error":{"message":"No.","type":"requests","code":"rate_limit_exceeded"}}""", typeof(MiniMaxRateLimitException), true },
        { 403, """{"error":{"message":"No.","code":"insufficient_user_quota"}}""", typeof(MiniMaxInsufficientCreditsException), false },
        {
            400, """{"error":{"message":"The response was filtered.","type":null,"param":"prompt","code":"content_filter","status":400}}""",
            typeof(MiniMaxContentFilteredException), false
        },
        { 400, """{"error":{"message":"No.","code":"content_policy_violation"}}""", typeof(MiniMaxContentFilteredException), false },
        { 400, """{"error":{"message":"No.","type":"invalid_request_error"}}""", typeof(MiniMaxInvalidRequestException), false },
        { 404, """{"error":{"message":"No.","type":"invalid_request_error","code":"model_not_found"}}""", typeof(MiniMaxNotFoundException), false },
        { 401, """{"error":{"message":"No.","type":"invalid_request_error","code":"invalid_api_key"}}""", typeof(MiniMaxAuthenticationException), false },
        { 400, """[{"error":{"code":400,"message":"Bad Request","status":"INVALID_ARGUMENT"}}]""", typeof(MiniMaxInvalidRequestException), false },
        { 200, """{"error":{"message":"Provider returned error","code":408}}""", typeof(MiniMaxServerException), true },
        { 200, """{"error":{"message":"Provider returned error","code":502}}""", typeof(MiniMaxServerException), true },
        { 200, """{"error":{"message":"Provider returned error","code":520}}""", typeof(MiniMaxServerException), true },
        { 200, """{"error":{"message":"Provider returned error","code":"524"}}""", typeof(MiniMaxServerException), true },
        { 200, """{"error":{"message":"No.","code":"insufficient_quota"}}""", typeof(MiniMaxInsufficientCreditsException), false },
        { 200, """{"error":{"message":"No.","code":400}}""", typeof(MiniMaxInvalidRequestException), false },
    };

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Call_SpecificCodeInBody_OverridesStatus(int status, string body, Type type, bool isTransient)
    {
        foreach (string provider in (string[])["openai", "anthropic"])
        {
            SocketRun complete = await SocketRun.CompleteAsync(provider, body, status: status);
            SocketRun streamed = await SocketRun.RunAsync(provider, isStreamed: true, ServerScript.Json(status, body));
            foreach (SocketRun run in (SocketRun[])[complete, streamed])
            {
                Assert.IsType(type, run.Failure);
                Assert.Equal(isTransient, run.Failure.IsTransient);
            }
        }
    }

    /// <summary>The status, code and message of errors of MiniMax, their exception, and whether the request is retried.</summary>
    public static TheoryData<int, int, string, Type, bool> MiniMaxErrors { get; } = new()
    {
        { 429, 2054, "insufficient credits", typeof(MiniMaxInsufficientCreditsException), false },
        { 429, 2056, "usage limit exceeded", typeof(MiniMaxInsufficientCreditsException), false },
        { 403, 2061, "your current token plan does not support this model", typeof(MiniMaxPermissionException), false },
        { 429, 2062, "no active token plan subscription", typeof(MiniMaxInsufficientCreditsException), false },
        { 529, 2064, "the server cluster is under high load", typeof(MiniMaxServerException), true },
        { 400, 2013, "invalid params, invalid thinking.type: \"enabled\" (allowed: adaptive, disabled)", typeof(MiniMaxInvalidRequestException), false },
        { 400, 2013, "invalid params, invalid chat setting", typeof(MiniMaxInvalidRequestException), false },
        { 400, 2013, "invalid params, chat content has invalid message role: system", typeof(MiniMaxInvalidRequestException), false },
        { 400, 2013, "invalid params, function parameters is empty", typeof(MiniMaxInvalidRequestException), false },
        { 400, 2013, "invalid params, function name or parameters is empty", typeof(MiniMaxInvalidRequestException), false },
        { 400, 2013, "invalid tool type:", typeof(MiniMaxInvalidRequestException), false },
        { 400, 2013, "invalid params, tool result's tool id(call_x) not found", typeof(MiniMaxInvalidRequestException), false },
        { 400, 2013, "invalid params, tool call id is invalid", typeof(MiniMaxInvalidRequestException), false },
        {
            400, 2013, "invalid params, invalid function arguments json string, tool_call_id: call_x",
            typeof(MiniMaxInvalidRequestException), false
        },
        { 400, 2013, "invalid params, chat content is empty", typeof(MiniMaxInvalidRequestException), false },
        { 400, 2013, "invalid params, unknown model 'MiniMax-M2.7'", typeof(MiniMaxInvalidRequestException), false },
        { 400, 2013, "invalid params, context window exceeds limit", typeof(MiniMaxInvalidRequestException), false },
        { 400, 2013, "invalid params, function is empty", typeof(MiniMaxInvalidRequestException), false },
    };

    [Theory]
    [MemberData(nameof(MiniMaxErrors))]
    public async Task CompleteAndStream_MiniMaxError_ThrowsTheExceptionOfItsCode(
        int status, int code, string message, Type type, bool isTransient)
    {
        string text = JsonEncodedText.Encode(message).ToString();
        string withStatus = $$"""{"type":"error","error":{"type":"error_type","message":"{{text}} ({{code}})"},"request_id":"r-1"}""";
        string inBaseResp = $$$"""{"id":"r-1","choices":null,"base_resp":{"status_code":{{{code}}},"status_msg":"{{{text}}}"}}""";
        foreach (string provider in (string[])["openai", "anthropic"])
        {
            foreach (SocketRun run in (SocketRun[])
                [
                    await SocketRun.CompleteAsync(provider, withStatus, status: status),
                    await SocketRun.RunAsync(provider, isStreamed: true, ServerScript.Json(status, withStatus)),
                    await SocketRun.CompleteAsync(provider, inBaseResp),
                    await SocketRun.RunAsync(provider, isStreamed: true, ServerScript.Json(200, inBaseResp)),
                    await SocketRun.RunAsync(provider, isStreamed: true, ServerScript.Stream($"event: error\ndata: {withStatus}\n\n")),
                ])
            {
                Assert.IsType(type, run.Failure);
                Assert.Equal((isTransient, code.ToString(CultureInfo.InvariantCulture)), (run.Failure.IsTransient, run.Failure.ProviderCode));
                // The number at the end of the message is the code, neither seconds nor tokens.
                Assert.Null(run.Failure.RetryAfter);
                Assert.Contains(message, run.Failure.Message, StringComparison.Ordinal);
            }
        }
    }

    private static MiniMaxException CreateException(int status, ProviderError error) =>
        ErrorFactory.FromProviderError("aimlapi", status, error, null, null);

    private static int[] Numbers(string cell) =>
        [.. Number().Matches(cell).Select(static match => int.Parse(match.Value, CultureInfo.InvariantCulture))];

    // exception | when | what to do | retried | next provider
    [GeneratedRegex(@"^\| `MiniMax(\w+)Exception` \|[^|]*\|[^|]*\| ([^|]*) \| [^|]* \|$", RegexOptions.Multiline)]
    private static partial Regex ActionRow();

    // exception | HTTP status | MiniMax's code
    [GeneratedRegex(@"^\| `MiniMax(\w+)Exception` \|([^|]*)\|([^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex StatusRow();

    [GeneratedRegex(@"\b\d{3,4}\b")]
    private static partial Regex Number();
}
