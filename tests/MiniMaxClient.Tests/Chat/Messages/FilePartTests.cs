using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class FilePartTests
{
    [Theory]
    [InlineData("""{"type":"file","file":{"file_id":"file-1"}}""")]
    [InlineData("""{"type":"file","file":{"file_data":"JVBERi0="}}""")]
    [InlineData("""{"type":"file","file":{}}""")]
    public void Serialize_DeserializedFilePart_PreservesForm(string json) =>
        Assert.Equal(json, JsonSerializer.Deserialize<ContentPart>(json)!.ToJson());

    [Fact]
    public void Deserialize_WrittenFilePart_SetsFileDataAndRoundTrips()
    {
        string json = ContentPart.FromFile(new byte[] { 1, 2, 3 }, "a.pdf").ToJson();

        var read = Assert.IsType<FilePart>(JsonSerializer.Deserialize<ContentPart>(json));

        Assert.Equal("data:application/pdf;base64,AQID", read.File.FileData);
        Assert.True(read.File.Bytes.IsEmpty);
        Assert.Equal(json, read.ToJson());
    }
}
