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
    public void Value_Nothing_Throws()
    {
        var e = Assert.Throws<InvalidOperationException>(() => _empty.Value);

        Assert.Equal("The request at index 3 has no value; check HasValue. There is no response.", e.Message);
        Assert.False(_empty.HasValue);
    }
}
