using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Reads the body of a Messages response as a chat completion.</summary>
internal static class AnthropicCompletionReader
{
    /// <exception cref="MiniMaxException">The body is an error, or not a message.</exception>
    public static ChatCompletion Read(ReadOnlySpan<byte> body, ResponseContext context)
    {
        AnthropicMessage message = JsonBodyReader.Read(body, AnthropicMessage.Read, context);
        bool isError = ErrorReader.IsError(message.BaseResp, message.AdditionalPropertiesOrNull) || message.StopReason == "error"
            || (message.Content is null && ErrorReader.HasErrorMessage(message.AdditionalPropertiesOrNull));
        if (ErrorReader.FindError(ResponsePartKind.Body, body, isError, context) is { } error)
            throw error;
        if (message.Content is null)
            throw ErrorFactory.InvalidResponseBody(context.Provider, "the body has no content", body, context.Secrets);
        return ToCompletion(message, message.Usage);
    }

    /// <summary>Converts a message that has content to a chat completion.</summary>
    public static ChatCompletion ToCompletion(AnthropicMessage message, AnthropicUsage? usage) =>
        ToolCallIdGenerator.FillMissingIds(new()
        {
            Id = message.Id,
            Model = message.Model,
            Object = "chat.completion",
            Usage = usage?.ToUsage(),
            BaseResp = message.BaseResp,
            AdditionalProperties = message.AdditionalPropertiesOrNull!,
            Choices =
            [
                new()
                {
                    Index = 0,
                    FinishReason = AnthropicStopReasonConverter.ToFinishReason(message.StopReason),
                    AdditionalProperties = AnthropicStopReasonConverter.ToAdditionalProperties(message.StopReason),
                    Message = ToAssistantMessage(message.Content!),
                },
            ],
        });

    private static AssistantMessage ToAssistantMessage(IReadOnlyList<AnthropicBlock> blocks)
    {
        var parts = new List<ContentPart>();
        var details = new List<ReasoningDetail>();
        var calls = new List<ToolCall>();
        for (int i = 0; i < blocks.Count; i++)
        {
            AnthropicBlock block = blocks[i];
            if (block.ToReasoningDetail(i) is { } detail)
                details.Add(detail);
            else if (block.Type == "tool_use")
                calls.Add(ToToolCall(block));
            else if (block.Type == "text")
                parts.Add(new TextPart { Text = block.Text ?? "", AdditionalProperties = block.AdditionalPropertiesOrNull! });
            else
                parts.Add(new UnknownPart(block.Type ?? "") { AdditionalProperties = block.AdditionalPropertiesOrNull! });
        }

        return new()
        {
            Content = ToMessageContent(parts),
            ReasoningDetails = details.Count > 0 ? details : null,
            ToolCalls = calls.Count > 0 ? calls : null,
        };
    }

    private static FunctionToolCall ToToolCall(AnthropicBlock block) => new()
    {
        Id = block.Id ?? "",
        Function = new() { Name = block.Name ?? "", Arguments = block.Arguments },
        AdditionalProperties = block.AdditionalPropertiesOrNull!,
    };

    /// <summary>Converts parts to one string if all are text without additional properties, otherwise to a list.</summary>
    private static MessageContent? ToMessageContent(List<ContentPart> parts)
    {
        if (parts.Count == 0)
            return null;
        return parts.All(static part => part is TextPart { AdditionalProperties.Count: 0 })
            ? MessageContent.FromString(string.Concat(parts.Select(static part => ((TextPart)part).Text)))
            : MessageContent.Create(parts.ToArray());
    }
}
