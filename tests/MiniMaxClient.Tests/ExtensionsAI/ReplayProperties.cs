using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;
using MiniMaxClient.Tests.Chat;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>Properties of the replay: the message of any response is sent back as received.</summary>
public sealed class ReplayProperties
{
    [Fact]
    public void Response_AnyFields_IsSentBackAsReceived() =>
        PropertyCheck.ForAll(Arbitrary.Completions, static completion =>
        {
            ChatResponse response = ChatResponseUpdateConverter.ToChatResponse(completion, new(null, null, isStreamed: false));

            AssertReplayed(completion.Choices.Count > 0 ? completion.Message : new(), response);
        });

    [Fact]
    public void Stream_AnyChunks_IsSentBackAsItsCompleteResponse() =>
        PropertyCheck.ForAll(Arbitrary.Chunks.Select(WithoutNegativeIndex).ListOf(), static chunks =>
        {
            var builder = new ChatCompletionBuilder();
            var updates = new ChatResponseUpdateConverter(new(null, null, isStreamed: true));
            List<ChatResponseUpdate> all = [];
            foreach (ChatCompletionChunk chunk in chunks)
            {
                builder.Add(chunk);
                all.Add(updates.ToChatResponseUpdate(chunk));
            }

            ChatCompletion completion = builder.Build();
            all.AddRange(updates.ToFinalUpdates(completion));

            int first = chunks.SelectMany(static chunk => chunk.Choices).FirstOrDefault()?.Index ?? 0;
            AssertReplayed(completion.Choices.FirstOrDefault(choice => choice.Index == first)?.Message ?? new(), all.ToChatResponse());
        });

    /// <summary>Clears the sign of the indexes: a stream with a negative one is rejected.</summary>
    private static ChatCompletionChunk WithoutNegativeIndex(ChatCompletionChunk chunk) => chunk with
    {
        Choices = [.. chunk.Choices.Select(static choice => choice with { Index = choice.Index & int.MaxValue })],
    };

    private static void AssertReplayed(AssistantMessage original, ChatResponse response)
    {
        Assert.Single(response.Messages);
        JsonNode? expected = JsonNode.Parse(original.ToJson());
        foreach (AIMessage message in response.Messages.Concat(EmulatedChat.RoundTripThroughJson(response.Messages)))
        {
            AssistantMessage sent = AIAssistantMessageConverter.ToAssistantMessage(message, UnsupportedContentPolicy.RejectAll);
            Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(sent.ToJson())), $"Expected: {expected}, actual: {sent.ToJson()}");
        }
    }
}
