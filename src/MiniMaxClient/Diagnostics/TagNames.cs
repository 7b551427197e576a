namespace MiniMaxClient.Diagnostics;

/// <summary>The names of the tags on spans and measurements.</summary>
internal static class TagNames
{
    public const string OperationName = "gen_ai.operation.name";
    public const string ProviderName = "gen_ai.provider.name";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";
    public const string HttpStatusCode = "http.response.status_code";

    public const string RequestModel = "gen_ai.request.model";
    public const string RequestStream = "gen_ai.request.stream";
    public const string RequestChoiceCount = "gen_ai.request.choice.count";
    public const string RequestSeed = "gen_ai.request.seed";
    public const string RequestTopK = "gen_ai.request.top_k";
    public const string RequestTopP = "gen_ai.request.top_p";
    public const string RequestTemperature = "gen_ai.request.temperature";
    public const string RequestFrequencyPenalty = "gen_ai.request.frequency_penalty";
    public const string RequestPresencePenalty = "gen_ai.request.presence_penalty";
    public const string RequestMaxTokens = "gen_ai.request.max_tokens";
    public const string RequestStopSequences = "gen_ai.request.stop_sequences";
    public const string RequestReasoningLevel = "gen_ai.request.reasoning.level";
    public const string OutputType = "gen_ai.output.type";

    public const string ResponseId = "gen_ai.response.id";
    public const string ResponseModel = "gen_ai.response.model";
    public const string ResponseFinishReasons = "gen_ai.response.finish_reasons";
    public const string ResponseTimeToFirstChunk = "gen_ai.response.time_to_first_chunk";

    public const string TokenType = "gen_ai.token.type";
    public const string TokenModality = "gen_ai.token.modality";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string CacheReadTokens = "gen_ai.usage.cache_read.input_tokens";

    // The previous name, and that since version 0.1.0 of the conventions in their own repository.
    public const string CacheCreationTokens = "gen_ai.usage.cache_creation.input_tokens";
    public const string CacheWriteTokens = "gen_ai.usage.cache_write.input_tokens";
    public const string ReasoningTokens = "gen_ai.usage.reasoning.output_tokens";

    public const string InputMessages = "gen_ai.input.messages";
    public const string OutputMessages = "gen_ai.output.messages";
    public const string ToolDefinitions = "gen_ai.tool.definitions";

    public const string AudioInputTokens = "gen_ai.usage.audio.input_tokens";
    public const string AudioOutputTokens = "gen_ai.usage.audio.output_tokens";

    public const string AgentName = "gen_ai.agent.name";

    public const string ToolName = "gen_ai.tool.name";
    public const string ToolType = "gen_ai.tool.type";
    public const string ToolDescription = "gen_ai.tool.description";
    public const string ToolCallId = "gen_ai.tool.call.id";
    public const string ToolCallArguments = "gen_ai.tool.call.arguments";
    public const string ToolResult = "gen_ai.tool.call.result";

    public const string ExceptionType = "exception.type";
    public const string ExceptionMessage = "exception.message";
    public const string ExceptionStackTrace = "exception.stacktrace";

    public const string AttemptCount = "minimaxclient.attempts";
    public const string AttemptDelay = "minimaxclient.attempt.delay";
    public const string RequestId = "minimaxclient.request.id";
    public const string ClientRequestId = "minimaxclient.client_request.id";
    public const string CostUsd = "minimaxclient.cost.usd";
    public const string CostSource = "minimaxclient.cost.source";
    public const string StreamAbandoned = "minimaxclient.stream.abandoned";
    public const string FailoverReason = "minimaxclient.failover.reason";
    public const string FailoverNextProvider = "minimaxclient.failover.next";
}
