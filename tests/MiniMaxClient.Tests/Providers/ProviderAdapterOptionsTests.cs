using static MiniMaxClient.Tests.Providers.AdapterRequests;

namespace MiniMaxClient.Tests.Providers;

public sealed class ProviderAdapterOptionsTests
{
    [Fact]
    public void ToString_BaseAddressWithQuery_OmitsTheQuery()
    {
        var options = new ModelsLabAdapterOptions
        {
            BaseAddress = new Uri("https://host.example/v7?key=" + Key),
            KeyInBody = true,
        };

        Assert.Contains("BaseAddress = https://host.example/v7, ", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("KeyInBody = True", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_NoBaseAddress_PrintsItEmpty() =>
        Assert.EndsWith("BaseAddress =  }", new ProviderAdapterOptions().ToString(), StringComparison.Ordinal);
}
