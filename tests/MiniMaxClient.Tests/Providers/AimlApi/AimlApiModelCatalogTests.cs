using System.Reflection;
using MiniMaxClient.Providers.AimlApi;

namespace MiniMaxClient.Tests.Providers.AimlApi;

public sealed class AimlApiModelCatalogTests
{
    private static readonly AimlApiAdapter Adapter = new("key-1");

    public static TheoryData<string> CanonicalIds { get; } =
    [
        .. typeof(MiniMaxModels).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(static field => (string)field.GetRawConstantValue()!),
    ];

    [Theory]
    [MemberData(nameof(CanonicalIds))]
    public void MapModel_CanonicalId_ReturnsAnotherId(string model) =>
        Assert.StartsWith("minimax/", Adapter.MapModel(model), StringComparison.Ordinal);

    [Fact]
    public void MapModel_UnknownId_ReturnsItUnchanged() =>
        Assert.Equal("vendor/model", Adapter.MapModel("vendor/model"));

    [Theory]
    [InlineData("minimax/m2", "stop", false)]
    [InlineData("minimax/m2", "mask_sensitive_info", false)]
    [InlineData("minimax/m1", "mask_sensitive_info", true)]
    [InlineData("minimax/m2-7-20260402", "response_format", false)]
    [InlineData("minimax/m2-7-20260402", "reasoning_effort", true)]
    [InlineData("minimax/minimax-m3", "normalize_tool_schemas", true)]
    public void GetCapabilities_ListedModel_HasTheFieldsOfItsSchema(string id, string field, bool isSupported) =>
        Assert.Equal(isSupported, Adapter.GetCapabilities(id).Fields!.Contains(field));

    [Fact]
    public void Models_Ids_AreUnique() =>
        Assert.Equal(
            AimlApiModelCatalog.Models.Count, AimlApiModelCatalog.Models.Select(static entry => entry.Id).Distinct().Count());

    [Fact]
    public void GetCapabilities_UnlistedModel_SupportsAllFieldsWithinTheRanges()
    {
        ModelCapabilities capabilities = Adapter.GetCapabilities("minimax/m9");

        Assert.Null(capabilities.Fields);
        Assert.Equal(new(0.01, 1), capabilities.Ranges["top_p"]);
        Assert.True(capabilities.ReportsCost);
        Assert.False(capabilities.SendsNullContent);
    }
}
