using System.Text;
using MiniMaxClient.Tests.Chat;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests complete responses of MiniMax, its resellers and compatible hosts in both protocols.</summary>
public sealed class ResponseTests
{
    private const string Kind = "responses";

    public static IEnumerable<TheoryDataRow<string>> Responses => ConformanceData.GetRows(Kind);

    public static IEnumerable<TheoryDataRow<string>> Replays => Replay.GetRows(Kind);

    [Theory]
    [MemberData(nameof(Responses))]
    public Task Response_InAnyDelivery_GivesTheExpectedCompletion(string id)
    {
        ConformanceVector vector = ConformanceData.FindVector(Kind, id);
        return WireResult.ForEachDeliveryAsync(vector, result =>
        {
            VectorAssert.Outcome(vector, result);
            if (!vector.UsesMessages && !vector.IsNormalized)
                Assert.Empty(JsonDifference.Between(Encoding.UTF8.GetString(vector.GetBytes()), result.Completion!.ToJson()));
        });
    }

    [Theory]
    [MemberData(nameof(Replays))]
    public Task Response_SentBack_IsTheExpectedMessage(string id) => Replay.AssertAsync(ConformanceData.FindVector(Kind, id));
}
