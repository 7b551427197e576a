using System.Text;
using Microsoft.Extensions.Configuration;
using MiniMaxClient.DependencyInjection;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class ModelListBinderTests
{
    [Theory]
    [InlineData("AimlApi")]
    [InlineData("RunApi")]
    [InlineData("ModelsLab")]
    [InlineData("MiniMax")]
    [InlineData("OpenAICompatible")]
    [InlineData("AnthropicCompatible")]
    public void Bind_Models_AreThoseOfTheAdapter(string provider)
    {
        MiniMaxClientOptions options = Bind($$"""
            {
              "Provider": "{{provider}}", "ApiKey": "key-1", "BaseAddress": "https://example.com",
              "Models": [
                {
                  "Model": "MiniMax-M4", "Id": "vendor/m4", "contextLength": 2000000, "MaxOutputTokens": "300000",
                  "Inputs": ["Text", "video"], "Effort": ["Low", "ultra"]
                },
                { "Model": "MiniMax-M2", "Effort": [] }
              ]
            }
            """);

        Assert.Empty(options.BindingProblems);
        IProviderAdapter adapter = ProviderAdapterFactory.CreateAdapter(options);
        ModelCapabilities capabilities = adapter.GetCapabilities("MiniMax-M4");
        Assert.Equal("vendor/m4", adapter.MapModel("MiniMax-M4"));
        Assert.Equal((2_000_000L, 300_000L), (capabilities.ContextLength, capabilities.MaxOutputTokens));
        Assert.Equal(["text", "video_url"], capabilities.UserPartTypes!);
        Assert.Equal([ReasoningEffort.Low, new("ultra")], capabilities.ReasoningEfforts!);
        Assert.Empty(adapter.GetCapabilities("MiniMax-M2").ReasoningEfforts!);
    }

    [Fact]
    public void Bind_InvalidModels_ReportsEachWithItsPath()
    {
        MiniMaxClientOptions options = Bind("""
            {
              "Models": [
                "MiniMax-M4",
                { "Model": "m", "Context": 5, "ContextLength": "many", "MaxOutputTokens": "1.5", "Inputs": ["Smell", "", "Text,Image"], "Effort": "low" }
              ]
            }
            """);

        Assert.Equal(
            [
                "Models:0 is not a model; it must have the key Model and others.",
                "Models:1:Context is not a known setting.",
                "Models:1:ContextLength is 'many'; it must be an integer.",
                "Models:1:Effort has a value; it must be a list.",
                "Models:1:Inputs:1 has no value.",
                "Models:1:Inputs:0 is 'Smell'; it must be Text, Image, Video or File.",
                "Models:1:Inputs:2 is 'Text,Image'; it must be Text, Image, Video or File.",
                "Models:1:MaxOutputTokens is '1.5'; it must be an integer.",
            ],
            options.BindingProblems);
    }

    [Fact]
    public void Bind_SameSectionTwice_KeepsEachModelOnce()
    {
        var options = new MiniMaxClientOptions();
        for (int i = 0; i < 2; i++)
            Bind("""{ "Models": [{ "Model": "a", "Id": "b" }, { "Model": "c" }] }""", options);

        Assert.Empty(options.BindingProblems);
        Assert.Equal(["a", "c"], options.Models.Select(static model => model.Model));
        Assert.Equal("b", options.Models[0].Id);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public void Bind_NoValue_KeepsTheValueOfTheTableAndSupportsNoEffort(string value)
    {
        MiniMaxClientOptions options = Bind($$"""
            { "Models": [{ "Model": "a", "ContextLength": {{value}}, "MaxOutputTokens": {{value}}, "Inputs": {{value}}, "Effort": {{value}} }] }
            """);

        Assert.Empty(options.BindingProblems);
        ProviderModel model = Assert.Single(options.Models);
        Assert.Equal((null, null, null), (model.ContextLength, model.MaxOutputTokens, model.Inputs));
        Assert.Empty(model.Effort!);
    }

    [Fact]
    public void UseProvider_AfterTheSectionOfAnother_KeepsNoneOfItsSettings()
    {
        MiniMaxClientOptions options = Bind("""
            {
              "Provider": "MiniMax", "Region": "China", "UseMessages": true,
              "Models": [{ "Model": "MiniMax-M3", "Id": "minimax/minimax-m3" }]
            }
            """);

        options.UseAimlApi("key-1");

        Assert.Empty(ProviderAdapterFactory.GetAdapterProblems(options));
        Assert.Empty(options.Models);
    }

    [Fact]
    public void UseProvider_AfterSettings_KeepsThem()
    {
        var options = new MiniMaxClientOptions { UseMessages = true, Region = MiniMaxRegion.China, Models = { new() { Model = "m" } } };

        options.UseMiniMax("key-1");

        Assert.Equal((true, MiniMaxRegion.China, 1), (options.UseMessages, options.Region, options.Models.Count));
    }

    [Fact]
    public void Bind_ModelsAsText_IsReported() =>
        Assert.Equal(["Models has a value; it must be a list of models."], Bind("""{ "Models": "MiniMax-M4" }""").BindingProblems);

    [Fact]
    public void Bind_ModelWithoutTheKeyModel_IsReportedByTheAdapter()
    {
        MiniMaxClientOptions options =
            Bind("""{ "Provider": "MiniMax", "ApiKey": "key-1", "Models": [{ "Id": "m4" }] }""");

        Assert.Equal(
            ["Models[0].Model is empty or contains white space or a control character."],
            ProviderAdapterFactory.GetAdapterProblems(options));
    }

    [Fact]
    public void Bind_ModelsNextToProviders_IsReported()
    {
        MiniMaxClientOptions options = Bind("""
            { "Models": [{ "Model": "m" }], "Providers": [{ "Provider": "MiniMax", "ApiKey": "key-1" }] }
            """);

        Assert.Contains(
            "Models is set next to Providers; set it for each provider instead.",
            new MiniMaxClientOptionsValidator().Validate(null, options).FailureMessage,
            StringComparison.Ordinal);
    }

    private static MiniMaxClientOptions Bind(string json, MiniMaxClientOptions? options = null)
    {
        options ??= new();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        MiniMaxClientOptionsBinder.Bind(new ConfigurationBuilder().AddJsonStream(stream).Build(), options);
        return options;
    }
}
