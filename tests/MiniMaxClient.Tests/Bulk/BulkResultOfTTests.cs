using System.Text.Json;

namespace MiniMaxClient.Tests.Bulk;

public sealed class BulkResultOfTTests
{
    private readonly BulkResult<int> _empty = new() { Index = 3, Request = StubClient.CreateRequest(3) };

    [Fact]
    public void Value_Set_HasValue()
    {
        BulkResult<int> result = _empty with { Value = 0 };

        Assert.True(result.HasValue);
        Assert.Equal(0, result.Value);
        Assert.Equal("3: 0", $"{result}");
    }

    [Fact]
    public void Value_OfNullableTypeSetToNull_HasValue()
    {
        var result = new BulkResult<int?> { Index = 3, Request = StubClient.CreateRequest(3), Value = null };

        Assert.True(result.HasValue);
        Assert.Null(result.Value);
    }

    [Fact]
    public void Value_Error_ThrowsWithTheError()
    {
        var error = new MiniMaxContentFilteredException("Filtered.");
        BulkResult<int> result = _empty with { Error = error };

        var e = Assert.Throws<InvalidOperationException>(() => result.Value);

        Assert.Equal(
            "The request at index 3 has no value; check HasValue. MiniMaxContentFilteredException: Filtered.", e.Message);
        Assert.Same(error, e.InnerException);
        Assert.Equal("3: No value. MiniMaxContentFilteredException: Filtered.", $"{result}");
    }

    [Fact]
    public void Serialize_Failed_WritesTheResponseWithoutValueAndError()
    {
        BulkResult<int> result = _empty with { Error = Catch(), Completion = ChatCompletion.FromText("No.") };

        using JsonDocument json = JsonDocument.Parse(JsonSerializer.Serialize(result));
        using JsonDocument untyped = JsonDocument.Parse(JsonSerializer.Serialize(
            new BulkResult { Index = 3, Request = result.Request, Error = result.Error }));

        Assert.Equal(
            ["Index", "Request", "HasValue", "Completion", "Usage", "Cost", "Requeues"],
            json.RootElement.EnumerateObject().Select(static property => property.Name));
        Assert.Equal(
            ["Index", "Request", "Completion", "Requeues"],
            untyped.RootElement.EnumerateObject().Select(static property => property.Name));

        // An exception that was thrown has a TargetSite, which cannot be serialized.
        static MiniMaxException Catch()
        {
            try
            {
                throw new MiniMaxContentFilteredException("Filtered.");
            }
            catch (MiniMaxException e)
            {
                return e;
            }
        }
    }

    [Fact]
    public void Value_Nothing_Throws()
    {
        var e = Assert.Throws<InvalidOperationException>(() => _empty.Value);

        Assert.Equal("The request at index 3 has no value; check HasValue. There is no response.", e.Message);
        Assert.False(_empty.HasValue);
    }
}
