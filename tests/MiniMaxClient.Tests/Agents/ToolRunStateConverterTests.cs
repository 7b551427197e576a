using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient.Tests.Agents;

/// <summary>A state as a property of an object of the app.</summary>
public sealed partial class ToolRunStateConverterTests : ToolRunResumeTest
{
    private static readonly JsonSerializerOptions DeepOptions = new() { MaxDepth = 512 };

    [Fact]
    public async Task Json_OfAnObjectWithAState_IsReadAgain()
    {
        ToolRunState state = await PauseAsync();
        var ticket = new Ticket("T-1", state, [state.Approvals[0].Approve()]);

        string json = JsonSerializer.Serialize(ticket, TicketJson.Default.Ticket);
        Ticket restored = JsonSerializer.Deserialize(json, TicketJson.Default.Ticket)!;
        Ticket reflected = JsonSerializer.Deserialize<Ticket>(JsonSerializer.Serialize(ticket))!;

        Assert.Equal(state.ToJson(), restored.Run.ToJson());
        Assert.Equal(state.ToJson(), reflected.Run.ToJson());
        Assert.Equal(ticket.Decisions, restored.Decisions);
    }

    [Theory]
    [InlineData("""{"Id":"T-1","Run":{},"Decisions":[]}""")]
    [InlineData("""{"Id":"T-1","Run":"x","Decisions":[]}""")]
    [InlineData("""{"Id":"T-1","Run":{"version":1,"version":1},"Decisions":[]}""")]
    public void Json_WithAnInvalidState_Throws(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, TicketJson.Default.Ticket));

    [Fact]
    public async Task Json_DeeperThanTheDefault_IsReadWithAGreaterMaxDepth()
    {
        string deep = new string('[', 80) + new string(']', 80);
        string json = (await PauseAsync()).ToJson().Replace("\"model\":", $"\"x\":{deep},\"model\":", StringComparison.Ordinal);

        ToolRunState state = JsonSerializer.Deserialize<ToolRunState>(json, DeepOptions)!;

        Assert.Equal(deep, state.Request.AdditionalProperties["x"].GetRawText());
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<ToolRunState>(json));
    }

    [Fact]
    public async Task Write_NullArgument_Throws()
    {
        ToolRunState state = await PauseAsync();
        await using var json = new Utf8JsonWriter(Stream.Null);

        Assert.Throws<ArgumentNullException>("writer", () => new ToolRunStateConverter().Write(null!, state, new()));
        Assert.Throws<ArgumentNullException>("value", () => new ToolRunStateConverter().Write(json, null!, new()));
    }

    internal sealed record Ticket(string Id, ToolRunState Run, ToolCallDecision[] Decisions);

    [JsonSerializable(typeof(Ticket))]
    private sealed partial class TicketJson : JsonSerializerContext;
}
