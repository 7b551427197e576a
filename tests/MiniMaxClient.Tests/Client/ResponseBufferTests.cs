using MiniMaxClient.Client;

namespace MiniMaxClient.Tests.Client;

public sealed class ResponseBufferTests
{
    public static TheoryData<int, long?> Lengths { get; } = new()
    {
        { 0, null },
        { 0, 0 },
        { 10, 10 },
        { 8 * 1024, null },
        { 100_000, null },
        { 100_000, 5 },
        { 100_000, long.MaxValue - 1 },
        { 3_000_000, 3_000_000 },
    };

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task ReadToEndAsync_BodyWithinTheMaximum_ReadsAllBytes(int length, long? declaredLength)
    {
        byte[] body = CreateBytes(length);
        using var stream = new MemoryStream(body);
        using var buffer = new ResponseBuffer(declaredLength);

        Assert.True(await buffer.ReadToEndAsync(stream, Math.Max(length, 1)));

        Assert.True(buffer.WrittenMemory.Span.SequenceEqual(body));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8 * 1024)]
    [InlineData(99_999)]
    public async Task ReadToEndAsync_BodyLongerThanTheMaximum_ReturnsFalseAndKeepsTheMaximum(int maxBytes)
    {
        byte[] body = CreateBytes(100_000);
        using var stream = new MemoryStream(body);
        using var buffer = new ResponseBuffer();

        Assert.False(await buffer.ReadToEndAsync(stream, maxBytes));

        Assert.True(buffer.WrittenMemory.Span.SequenceEqual(body.AsSpan(0, maxBytes)));
    }

    [Fact]
    public async Task Dispose_AfterARead_EmptiesTheBuffer()
    {
        using var stream = new MemoryStream(CreateBytes(100));
        var buffer = new ResponseBuffer();
        await buffer.ReadToEndAsync(stream, 100);

        buffer.Dispose();
        buffer.Dispose();

        Assert.True(buffer.WrittenMemory.IsEmpty);
    }

    private static byte[] CreateBytes(int length) => [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];
}
