using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Serialization;

public sealed class JsonFunctionTableTests
{
    [Fact]
    public void GetFunctions_SchemaType_WritesAndReadsIt()
    {
        JsonFunctions<TokenCount> functions = JsonFunctionTable.GetFunctions<TokenCount>();

        byte[] json = JsonText.WriteToBytes(writer => functions.Write(writer, new() { InputTokens = 15 }));
        var reader = new Utf8JsonReader(json);
        reader.Read();

        Assert.Equal("""{"input_tokens":15}"""u8.ToArray(), json);
        Assert.Equal(15, functions.Read(ref reader)!.InputTokens);
    }

    [Fact]
    public void GetFunctions_DerivedTypeOfFamily_ReadsOnlyThatType()
    {
        JsonFunctions<UserMessage> functions = JsonFunctionTable.GetFunctions<UserMessage>();

        Assert.IsType<UserMessage>(Read("""{"role":"user","content":"Hi"}"""u8));
        Assert.Null(Read("""{"role":"system","content":"Hi"}"""u8));

        UserMessage? Read(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            return functions.Read(ref reader);
        }
    }

    [Fact]
    public void GetFunctions_OtherType_ThrowsNotSupportedException() =>
        Assert.Throws<NotSupportedException>(() => JsonFunctionTable.GetFunctions<CallInfo>());
}
