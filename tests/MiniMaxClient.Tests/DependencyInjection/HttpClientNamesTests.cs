using MiniMaxClient.DependencyInjection;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class HttpClientNamesTests
{
    [Theory]
    [InlineData(null, "MiniMaxClient", "")]
    [InlineData("cheap", "MiniMaxClient:cheap", "cheap")]
    public void FindOptionsName_NameOfAClient_ReturnsItsOptions(string? clientName, string httpClientName, string optionsName)
    {
        Assert.Equal(httpClientName, HttpClientNames.GetName(clientName));
        Assert.Equal(optionsName, HttpClientNames.FindOptionsName(httpClientName));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MiniMaxClientOfTheApp")]
    [InlineData("minimaxclient")]
    public void FindOptionsName_OtherName_ReturnsNull(string? httpClientName) =>
        Assert.Null(HttpClientNames.FindOptionsName(httpClientName));
}
