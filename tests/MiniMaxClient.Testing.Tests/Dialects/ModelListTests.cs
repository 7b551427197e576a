using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class ModelListTests
{
    [Fact]
    public void WriteOpenAI_Models_WritesList() => Assert.Equal(
        """{"object":"list","data":[{"id":"MiniMax-M3","object":"model","created":1780272000,"owned_by":"minimax"}]}""",
        Json.WriteText(static writer => ModelList.WriteOpenAI(writer, ["MiniMax-M3"])));

    [Fact]
    public void WriteAnthropic_NoModels_HasNullIds() => Assert.Equal(
        """{"data":[],"first_id":null,"has_more":false,"last_id":null}""",
        Json.WriteText(static writer => ModelList.WriteAnthropic(writer, [])));

    [Theory]
    [InlineData("", "a,b,c,d", false)]
    [InlineData("limit=2", "a,b", true)]
    [InlineData("limit=4", "a,b,c,d", false)]
    [InlineData("limit=2147483647&after_id=a", "b,c,d", false)]
    [InlineData("limit=2&after_id=b", "c,d", false)]
    [InlineData("limit=1&after_id=b", "c", true)]
    [InlineData("after_id=d", "", false)]
    [InlineData("limit=2&before_id=d", "b,c", true)]
    [InlineData("limit=2&before_id=c", "a,b", false)]
    [InlineData("limit=x&after_id=unknown", "a,b,c,d", false)]
    public void WriteAnthropic_Query_SelectsPage(string query, string ids, bool hasMore)
    {
        QueryCollection values = new(QueryHelpers.ParseQuery(query));

        JsonElement page = Wire.Parse(Json.WriteText(writer => ModelList.WriteAnthropic(writer, ["a", "b", "c", "d"], values)));

        string[] found = [.. page.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!)];
        Assert.Equal(ids, string.Join(',', found));
        Assert.Equal(hasMore, page.GetProperty("has_more").GetBoolean());
        Assert.Equal(found.FirstOrDefault(), page.GetProperty("first_id").GetString());
        Assert.Equal(found.LastOrDefault(), page.GetProperty("last_id").GetString());
    }
}
