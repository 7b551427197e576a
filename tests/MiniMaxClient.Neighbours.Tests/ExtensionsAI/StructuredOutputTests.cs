using System.Text.Json;

namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

/// <summary><c>GetResponseAsync&lt;T&gt;</c> where the provider documents <c>json_schema</c>.</summary>
public sealed class StructuredOutputTests
{
    [Theory]
    [InlineData("openai", MiniMaxModels.M2)]
    [InlineData("openai", MiniMaxModels.M2_7)]
    [InlineData("runapi", MiniMaxModels.M3)]
    [InlineData("minimax", MiniMaxModels.M3)]
    [InlineData("aimlapi", MiniMaxModels.M2_1)]
    public async Task GetResponseOfT_WhereSchemasAreSupported_SendsTheSchemaAndReturnsTheValue(string provider, string model)
    {
        await using EmulatedChat emulated =
            await EmulatedChat.StartAsync(provider, model, responder: StructuredReply.ToPerson);

        ChatResponse<Person> response =
            await emulated.Chat.GetResponseAsync<Person>("Who wrote the first program?", cancellationToken: TestTimeouts.Token);

        Assert.Equal(new Person("Ada", 1815), response.Result);
        JsonElement format = Assert.Single(emulated.Requests).Json.GetProperty("response_format");
        Assert.Equal("json_schema", format.GetProperty("type").GetString());
        Assert.True(format.GetProperty("json_schema").GetProperty("schema").GetProperty("properties").TryGetProperty("born", out _));
    }
}
