using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class StructuredOutputCallTests
{
    private static readonly ChatCompletionRequest Request =
        new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Who?")] };

    [Fact]
    public void AddResponse_Match_HasTheValue()
    {
        StructuredOutputCall<Guest> call = CreateCall(new());

        Assert.True(call.AddResponse(FakeClient.CreateText(StructuredOutputTest.Ada)));
        Assert.Equal(new Guest("Ada", 36), call.Value);
        Assert.Single(call.Responses);
    }

    [Fact]
    public void AddResponse_Mismatch_MakesTheNextRequestACorrection()
    {
        StructuredOutputCall<Guest> call = CreateCall(new() { MaxCorrections = 1 });
        int messageCount = call.Request.CurrentRequest.Messages.Count;

        Assert.False(call.AddResponse(FakeClient.CreateText("No.")));
        Assert.Equal(messageCount + 2, call.Request.CurrentRequest.Messages.Count);
        var e = Assert.Throws<MiniMaxInvalidResponseException>(() => call.AddResponse(FakeClient.CreateText("Never.")));

        Assert.Equal("The response does not match Guest after 1 correction: it contains no JSON.", e.Message);
        Assert.Equal(["No.", "Never."], call.Responses.Select(static response => response.Text));
        Assert.Same(call.Responses[1], e.Partial);
    }

    [Fact]
    public void SetPartial_AfterAResponse_IsTheLastOne()
    {
        StructuredOutputCall<Guest> call = CreateCall(new());
        var first = new MiniMaxConnectionException("No connection.");
        var second = new MiniMaxConnectionException("No connection.");

        call.SetPartial(first);
        call.AddResponse(FakeClient.CreateText("No."));
        call.SetPartial(second);

        Assert.Null(first.Partial);
        Assert.Equal("No.", second.Partial?.Text);
    }

    private static StructuredOutputCall<Guest> CreateCall(StructuredOutputOptions options) => new(
        new StructuredOutputFactory<Guest>(new FakeClient([]), StructuredOutputJson.Default.Guest, options).Create(Request), options);
}
