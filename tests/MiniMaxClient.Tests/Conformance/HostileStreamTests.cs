using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests streams that a server, a proxy or a model made to mislead the client.</summary>
public sealed class HostileStreamTests
{
    private const string Kind = "hostile";

    public static IEnumerable<TheoryDataRow<string>> Streams => ConformanceData.GetRows(Kind);

    [Theory]
    [MemberData(nameof(Streams))]
    public Task Stream_Hostile_EndsAsExpectedWithoutLeakingSecrets(string id)
    {
        ConformanceVector vector = ConformanceData.FindVector(Kind, id);
        return WireResult.ForEachDeliveryAsync(vector, result => VectorAssert.Outcome(vector, result));
    }
}
