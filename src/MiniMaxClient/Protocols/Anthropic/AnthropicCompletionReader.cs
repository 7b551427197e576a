using MiniMaxClient.Errors;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Reads the body of a Messages answer as a chat completion.</summary>
internal static class AnthropicCompletionReader
{
    /// <exception cref="MiniMaxException">The body is an error, or no answer.</exception>
    public static ChatCompletion Read(ReadOnlySpan<byte> body, ProtocolContext context)
    {
        AnthropicMessage message = JsonBody.Read(body, AnthropicMessage.Read, context);
        bool isError = ErrorReader.IsError(message.BaseResp, message.Others) || message.StopReason == "error"
            || (message.Content is null && ErrorReader.HasMessage(message.Others));
        if (ErrorReader.Find(PartKind.Body, body, isError, context) is { } error)
            throw error;
        if (message.Content is null)
            throw ErrorFactory.InvalidBody(context.Provider, "the body has no content", body, context.Secrets);
        return ToCompletion(message, message.Usage);
    }

    /// <summary>Converts a message that has content.</summary>
    public static ChatCompletion ToCompletion(AnthropicMessage message, AnthropicUsage? usage) => MadeUpIds.Fill(new()
    {
        Id = message.Id,
        Model = message.Model,
        Object = "chat.completion",
        Usage = usage?.ToUsage(),
        BaseResp = message.BaseResp,
        AdditionalProperties = message.Others!,
        Choices =
        [
            new()
            {
                Index = 0,
                FinishReason = AnthropicStopReason.ToFinishReason(message.StopReason),
                AdditionalProperties = AnthropicStopReason.ToProperties(message.StopReason),
                Message = ToMessage(message.Content!),
            },
        ],
    });

    private static AssistantMessage ToMessage(IReadOnlyList<AnthropicBlock> blocks)
    {
        var parts = new List<ContentPart>();
        var details = new List<ReasoningDetail>();
        var calls = new List<ToolCall>();
        for (int i = 0; i < blocks.Count; i++)
        {
            AnthropicBlock block = blocks[i];
            if (block.ToDetail(i) is { } detail)
                details.Add(detail);
            else if (block.Type == "tool_use")
                calls.Add(ToCall(block));
            else if (block.Type == "text")
                parts.Add(new TextPart { Text = block.Text ?? "", AdditionalProperties = block.Others! });
            else
                parts.Add(new UnknownPart(block.Type ?? "") { AdditionalProperties = block.Others! });
        }

        return new()
        {
            Content = ToContent(parts),
            ReasoningDetails = details.Count > 0 ? details : null,
            ToolCalls = calls.Count > 0 ? calls : null,
        };
    }

    private static FunctionToolCall ToCall(AnthropicBlock block) => new()
    {
        Id = block.Id ?? "",
        Function = new() { Name = block.Name ?? "", Arguments = block.Arguments },
        AdditionalProperties = block.Others!,
    };

    /// <summary>One text where there is nothing but texts without properties of their own, else the parts.</summary>
    private static MessageContent? ToContent(List<ContentPart> parts)
    {
        if (parts.Count == 0)
            return null;
        return parts.All(static part => part is TextPart { AdditionalProperties.Count: 0 })
            ? MessageContent.FromString(string.Concat(parts.Select(static part => ((TextPart)part).Text)))
            : MessageContent.Create(parts.ToArray());
    }
}
