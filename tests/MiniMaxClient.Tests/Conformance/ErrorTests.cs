using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Tests the error formats of MiniMax, its resellers and compatible hosts.</summary>
public sealed class ErrorTests
{
    private const string Kind = "errors";

    public static IEnumerable<TheoryDataRow<string>> Errors => ConformanceData.GetRows(Kind);

    [Theory]
    [MemberData(nameof(Errors))]
    public Task Error_OfAnyCall_ThrowsTheMatchingException(string id)
    {
        ConformanceVector vector = ConformanceData.FindVector(Kind, id);
        return WireResult.ForEachDeliveryAsync(vector, result =>
        {
            VectorAssert.Outcome(vector, result);
            Assert.Equal(vector.Status, result.Failure!.StatusCode);
        });
    }
}
