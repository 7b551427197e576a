using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat;

/// <summary>Objects that are created through typed properties round-trip through JSON.</summary>
public sealed class RoundTripProperties
{
    private static readonly Config Checks = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void Request_AnyProperties_RoundTrips() =>
        Prop.ForAll(Arbitrary.Requests.ToArbitrary(), AssertRoundTrips).Check(Checks);

    [Fact]
    public void Completion_AnyProperties_RoundTrips() =>
        Prop.ForAll(Arbitrary.Completions.ToArbitrary(), AssertRoundTrips).Check(Checks);

    [Fact]
    public void Chunk_AnyProperties_RoundTrips() =>
        Prop.ForAll(Arbitrary.Chunks.ToArbitrary(), AssertRoundTrips).Check(Checks);

    [Fact]
    public void History_AnyMessages_RoundTripsWithSourceGeneratedContext() =>
        Prop.ForAll(Arbitrary.Messages.ToArbitrary(), messages =>
        {
            string json = JsonSerializer.Serialize([.. messages], Serialization.StoreJson.Default.ListChatMessage);
            List<ChatMessage> read = JsonSerializer.Deserialize(json, Serialization.StoreJson.Default.ListChatMessage)!;
            Assert.Equal(messages.Select(message => message.GetType()), read.Select(message => message.GetType()));
            string again = JsonSerializer.Serialize(read, Serialization.StoreJson.Default.ListChatMessage);
            Assert.Empty(JsonDifference.Between(json, again));
        }).Check(Checks);

    private static void AssertRoundTrips<T>(T written)
        where T : SchemaObject
    {
        string json = written.ToJson();
        T read = JsonSerializer.Deserialize<T>(json)!;

        Assert.Equal(json, read.ToJson());
        Assert.Equal(AdditionalPropertyPaths.GetPaths(written).Order(), AdditionalPropertyPaths.GetPaths(read).Order());
    }
}
