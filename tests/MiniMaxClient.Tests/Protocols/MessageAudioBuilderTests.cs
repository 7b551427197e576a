using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

public sealed class MessageAudioBuilderTests
{
    [Fact]
    public Task Build_AudioDeltas_AreJoined() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"role":"assistant","audio":{"id":"audio_1","transcript":"Hel"}}}]}

        data: {"choices":[{"index":0,"delta":{"audio":{"transcript":"lo","data":"AAEC"}}}]}

        data: {"choices":[{"index":0,"delta":{"audio":{"data":"AwQF","format":"pcm16"}}}]}

        data: {"choices":[{"index":0,"delta":{"audio":{"expires_at":1780154823}},"finish_reason":"stop"}]}

        data: [DONE]


        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Json.AssertEqual(
                """{"id":"audio_1","data":"AAECAwQF","transcript":"Hello","expires_at":1780154823,"format":"pcm16"}""",
                run.BuiltCompletion.Message.Audio!.ToJson());
        });
}
