using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary>The models of each provider, compared with the facts of its pages, and the models of an application.</summary>
public sealed class ModelTableTests
{
    private const string All = "low medium high xhigh max";
    private const string Sampling = "frequency_penalty logit_bias logprobs top_logprobs";
    private const string Image = "text image_url file";
    private const string Media = "text image_url video_url";

    /// <summary>Model, id, context, inputs, inputs that the model does not process, effort, response format, developer role.</summary>
    public static TheoryData<string, string, long, string, string, string, bool, bool> AimlApi { get; } = new()
    {
        { "MiniMax-M3.1-Flash", "minimax/minimax-m3.1-flash", 1_000_000, "any", "", All, true, true },
        { "MiniMax-M3", "minimax/minimax-m3", 1_000_000, "text file", "", "", true, false },
        { "MiniMax-M2.7", "minimax/m2-7-20260402", 204_800, "text file", "", "low medium high", false, false },
        { "MiniMax-M2.7-highspeed", "minimax/m2-7-highspeed", 204_800, Image, "image_url", "", true, true },
        { "MiniMax-M2.5", "minimax/m2-5-20260218", 204_800, Image, "image_url", "", true, false },
        { "MiniMax-M2.5-highspeed", "minimax/m2-5-highspeed-20260218", 204_800, Image, "image_url", "", true, false },
        { "MiniMax-M2.1", "minimax/m2-1", 204_800, Image, "image_url", "", true, false },
        { "MiniMax-M2.1-highspeed", "minimax/m2-1-highspeed", 204_800, Image, "image_url", "", true, true },
        { "MiniMax-M2", "minimax/m2", 204_800, "text", "", "", true, false },
        { "M2-her", "minimax/m2-her", 65_536, Image, "image_url", "", false, true },
        { "MiniMax-M1", "minimax/m1", 1_000_000, "text", "", "", true, false },
    };

    /// <summary>Model, listed, context, inputs, thinking has an effect.</summary>
    public static TheoryData<string, bool, long?, string, bool> RunApi { get; } = new()
    {
        { "MiniMax-M3", true, 1_000_000, Media, true },
        { "MiniMax-M2.7", true, 200_000, "text", false },
        { "MiniMax-M2.7-highspeed", true, 200_000, "text", false },
        { "MiniMax-M2.5", true, 200_000, "text", false },
        { "MiniMax-M2.5-highspeed", true, 200_000, "text", false },
        { "MiniMax-M2.1", true, 200_000, "text", false },
        { "MiniMax-M2", true, 200_000, "text", false },
        { "MiniMax-M3.1-Flash", false, null, "any", false },
        { "MiniMax-M2.1-highspeed", false, null, "any", false },
        { "MiniMax-M1", false, null, "any", false },
        { "M2-her", false, null, "any", true },
    };

    /// <summary>Model, context, maximum output, inputs, effort, thinking, tool choice, retired.</summary>
    public static TheoryData<string, long, long?, string, string, string, string, bool> MiniMaxChat { get; } = new()
    {
        { "MiniMax-M3.1-Flash", 1_000_000, null, Media, All, "adaptive", "auto", false },
        { "MiniMax-M3.1-Flash-Preview", 1_000_000, null, Media, All, "adaptive", "auto", false },
        { "MiniMax-M3", 1_000_000, 524_288, Media, "", "adaptive disabled", "auto none", false },
        { "MiniMax-M2.7", 204_800, 204_800, "text", "", "ignored", "auto none", true },
        { "MiniMax-M2.7-highspeed", 204_800, 204_800, "text", "", "ignored", "auto none", true },
        { "MiniMax-M2.5", 204_800, 204_800, "text", "", "ignored", "auto none", true },
        { "MiniMax-M2.5-highspeed", 204_800, 204_800, "text", "", "ignored", "auto none", true },
        { "MiniMax-M2.1", 204_800, 204_800, "text", "", "ignored", "auto none", false },
        { "MiniMax-M2.1-highspeed", 204_800, 204_800, "text", "", "ignored", "auto none", false },
        { "MiniMax-M2", 204_800, 204_800, "text", "", "ignored", "auto none", false },
        { "M2-her", 65_536, 2_048, "text", "", "unsupported", "any", false },
    };

    /// <inheritdoc cref="MiniMaxChat"/>
    public static TheoryData<string, long, long?, string, string, string, string, bool> MiniMaxMessages { get; } = new()
    {
        { "MiniMax-M3.1-Flash", 1_000_000, null, Media, All, "adaptive enabled", "auto none", false },
        { "MiniMax-M3", 1_000_000, 524_288, Media, "", "adaptive enabled disabled", "auto none", false },
        { "MiniMax-M2.7", 204_800, 204_800, "text", "", "ignored", "auto none", true },
        { "MiniMax-M2.7-highspeed", 204_800, 204_800, "text", "", "ignored", "auto none", true },
        { "MiniMax-M2.5", 204_800, 204_800, "text", "", "ignored", "auto none", true },
        { "MiniMax-M2.5-highspeed", 204_800, 204_800, "text", "", "ignored", "auto none", true },
        { "MiniMax-M2.1", 204_800, 204_800, "text", "", "ignored", "auto none", false },
        { "MiniMax-M2.1-highspeed", 204_800, 204_800, "text", "", "ignored", "auto none", false },
        { "MiniMax-M2", 204_800, 204_800, "text", "", "ignored", "auto none", false },
        { "M2-her", 65_536, 2_048, "text", "", "unsupported", "auto none", false },
    };

    [Theory]
    [MemberData(nameof(AimlApi))]
    public void AimlApi_MatchesTheFacts(
        string model,
        string id,
        long context,
        string inputs,
        string ignoredInputs,
        string effort,
        bool hasResponseFormat,
        bool hasDeveloperRole)
    {
        var adapter = new AimlApiAdapter("key-1");
        foreach (string name in (string[])[model, id])
        {
            ModelCapabilities capabilities = adapter.GetCapabilities(name);
            Assert.Equal(id, adapter.MapModel(name));
            Assert.Equal((context, null), (capabilities.ContextLength, capabilities.MaxOutputTokens));
            Assert.Equal((inputs, ignoredInputs), (Join(capabilities.UserPartTypes), Join(capabilities.IgnoredPartTypes)));
            Assert.Equal(effort, GetEffort(capabilities));
            Assert.Equal(hasResponseFormat, capabilities.SupportsField("response_format"));
            Assert.Equal(hasDeveloperRole, capabilities.Roles?.Contains(ChatRole.Developer) != false);
            Assert.Equal(model == "MiniMax-M1" || model == "MiniMax-M3.1-Flash", capabilities.SupportsField("mask_sensitive_info"));
            Assert.Equal(MessageRules.MiniMax, capabilities.MessageRules);
            Assert.Equal(model == "MiniMax-M3.1-Flash" ? null : MediaRules.AimlApi, capabilities.Media);
            Assert.Null(capabilities.RetirementDate);
            Assert.False(capabilities.CanDisableThinking);
        }
    }

    [Theory]
    [InlineData("minimax/m1", "response_format mask_sensitive_info")]
    [InlineData("minimax/m2", "response_format")]
    [InlineData("minimax/m2-1", Sampling + " response_format")]
    [InlineData("minimax/m2-1-highspeed", Sampling + " response_format")]
    [InlineData("minimax/m2-5-20260218", Sampling + " response_format")]
    [InlineData("minimax/m2-5-highspeed-20260218", Sampling + " response_format")]
    [InlineData("minimax/m2-7-20260402", Sampling + " reasoning_effort")]
    [InlineData("minimax/m2-7-highspeed", Sampling + " response_format")]
    [InlineData("minimax/m2-her", Sampling)]
    [InlineData("minimax/minimax-m3", Sampling + " response_format normalize_tool_schemas")]
    public void AimlApi_Fields_AreThoseOfTheSchema(string id, string fields)
    {
        const string Base = "max_tokens stream_options tools tool_choice parallel_tool_calls temperature top_p prediction seed presence_penalty ";

        Assert.Equal(
            (Base + fields).Split(' ').Order(), new AimlApiAdapter("key-1").GetCapabilities(id).Fields!.Order());
    }

    [Theory]
    [MemberData(nameof(RunApi))]
    public void RunApi_MatchesTheFacts(string model, bool isListed, long? context, string inputs, bool hasThinking)
    {
        var adapter = new RunApiAdapter("key-1");
        ModelCapabilities capabilities = adapter.GetCapabilities(model);

        Assert.Equal(model, adapter.MapModel(model));
        Assert.Equal(isListed, !adapter.IsUnlistedModel(model));
        Assert.Equal((context, null), (capabilities.ContextLength, capabilities.MaxOutputTokens));
        Assert.Equal(inputs, Join(capabilities.UserPartTypes));
        Assert.Equal(model == "MiniMax-M3.1-Flash" ? All : "", GetEffort(capabilities));
        Assert.Equal(hasThinking, capabilities.CanDisableThinking);
        Assert.Equal(MessageRules.MiniMax, capabilities.MessageRules);
        Assert.Null(capabilities.RetirementDate);
    }

    [Theory]
    [InlineData(false, "MiniMax-M2", "minimax-minimax-m2", true)]
    [InlineData(true, "MiniMax-M2", "minimax-minimax-m2", true)]
    [InlineData(false, "MiniMax-M2.7", "MiniMax-M2.7", false)]
    [InlineData(true, "MiniMax-M3", "MiniMax-M3", false)]
    public void ModelsLab_MatchesTheFacts(bool useMessages, string model, string id, bool isListed)
    {
        var adapter = new ModelsLabAdapter("key-1", new() { UseMessages = useMessages });
        ModelCapabilities capabilities = adapter.GetCapabilities(model);

        Assert.Equal(id, adapter.MapModel(model));
        Assert.Equal(isListed, !adapter.IsUnlistedModel(model));
        Assert.Equal(isListed ? 204_800L : null, capabilities.ContextLength);
        if (!isListed)
            return;
        Assert.Equal("text", Join(capabilities.UserPartTypes));
        Assert.Equal("", GetEffort(capabilities));
        Assert.False(capabilities.CanDisableThinking);
        Assert.Equal(useMessages ? "any" : "text json_object", Join(capabilities.ResponseFormats));
    }

    [Theory]
    [MemberData(nameof(MiniMaxChat))]
    public void MiniMax_Chat_MatchesTheFacts(
        string model, long context, long? output, string inputs, string effort, string thinking, string choices, bool isRetired) =>
        AssertMiniMaxModel(new("key-1"), model, context, output, inputs, effort, thinking, choices, isRetired);

    [Theory]
    [MemberData(nameof(MiniMaxMessages))]
    public void MiniMax_Messages_MatchesTheFacts(
        string model, long context, long? output, string inputs, string effort, string thinking, string choices, bool isRetired) =>
        AssertMiniMaxModel(
            new("key-1", new() { UseMessages = true }), model, context, output, inputs, effort, thinking, choices, isRetired);

    [Fact]
    public void ApplicationModel_NewId_HasTheCapabilitiesOfTheApplication()
    {
        var adapter = new RunApiAdapter("key-1", new()
        {
            Models =
            [
                new()
                {
                    Model = MiniMaxModels.M3_1_Flash,
                    Id = "m31-flash",
                    ContextLength = 900_000,
                    MaxOutputTokens = 100_000,
                    Inputs = [ModelInput.Text, ModelInput.Image, ModelInput.Video, ModelInput.File],
                    Effort = [ReasoningEffort.Low],
                },
            ],
        });

        ModelCapabilities capabilities = adapter.GetCapabilities(MiniMaxModels.M3_1_Flash);

        Assert.Equal(("m31-flash", false), (adapter.MapModel(MiniMaxModels.M3_1_Flash), adapter.IsUnlistedModel(MiniMaxModels.M3_1_Flash)));
        Assert.Equal((900_000L, 100_000L), (capabilities.ContextLength, capabilities.MaxOutputTokens));
        Assert.Equal("text image_url video_url file", Join(capabilities.UserPartTypes));
        Assert.Equal("low", GetEffort(capabilities));
        Assert.Equal(capabilities, adapter.GetCapabilities("m31-flash"));
    }

    [Theory]
    [InlineData("MiniMax-M2.1", null)]
    [InlineData("minimax/m2-1", null)]
    [InlineData("MiniMax-M2.1", "minimax/m2-1")]
    public void ApplicationModel_KnownId_ChangesOnlyTheGivenProperties(string overridden, string? id)
    {
        var adapter = new AimlApiAdapter(
            "key-1", new() { Models = [new() { Model = overridden, Id = id, Inputs = [ModelInput.Text] }] });

        foreach (string name in (string[])["MiniMax-M2.1", "minimax/m2-1"])
        {
            ModelCapabilities capabilities = adapter.GetCapabilities(name);
            Assert.Equal("minimax/m2-1", adapter.MapModel(name));
            Assert.Equal(("text", ""), (Join(capabilities.UserPartTypes), Join(capabilities.IgnoredPartTypes)));
            Assert.Equal(204_800, capabilities.ContextLength);
            Assert.Contains("response_format", capabilities.Fields!);
        }
    }

    [Fact]
    public void ApplicationModel_CanonicalModelWithANewId_KeepsTheCapabilitiesOfTheTable()
    {
        var adapter = new AimlApiAdapter(
            "key-1", new() { Models = [new() { Model = MiniMaxModels.M2_1, Id = "minimax/m2-1-next" }] });

        Assert.Equal("minimax/m2-1-next", adapter.MapModel(MiniMaxModels.M2_1));
        Assert.Equal("minimax/m2-1", adapter.MapModel("minimax/m2-1"));
        Assert.Equal("minimax/m2-5-20260218", adapter.MapModel(MiniMaxModels.M2_5));
        Assert.Equal(204_800, adapter.GetCapabilities(MiniMaxModels.M2_1).ContextLength);
        Assert.Equal(204_800, adapter.GetCapabilities("minimax/m2-1-next").ContextLength);
    }

    [Fact]
    public void ApplicationModel_IdOfAnotherModelOfTheTable_HasTheCapabilitiesOfThatModel()
    {
        var adapter = new MiniMaxAdapter(
            "key-1", new() { Models = [new() { Model = MiniMaxModels.M2_7, Id = MiniMaxModels.M3 }] });

        ModelCapabilities capabilities = adapter.GetCapabilities(MiniMaxModels.M2_7);

        Assert.Equal(MiniMaxModels.M3, adapter.MapModel(MiniMaxModels.M2_7));
        Assert.Null(capabilities.RetirementDate);
        Assert.True(capabilities.CanDisableThinking);
        Assert.Equal(Media, Join(capabilities.UserPartTypes));
    }

    [Fact]
    public void ApplicationModel_Alias_DoesNotChangeTheCanonicalModel()
    {
        var adapter = new MiniMaxAdapter(
            "key-1", new() { Models = [new() { Model = "MiniMax-M3.1-Flash-Preview", Id = MiniMaxModels.M3, MaxOutputTokens = 9 }] });

        Assert.Equal(MiniMaxModels.M3, adapter.MapModel("MiniMax-M3.1-Flash-Preview"));
        Assert.Equal(MiniMaxModels.M3_1_Flash, adapter.MapModel(MiniMaxModels.M3_1_Flash));
        Assert.Null(adapter.GetCapabilities(MiniMaxModels.M3_1_Flash).MaxOutputTokens);
        Assert.Equal(524_288, adapter.GetCapabilities(MiniMaxModels.M3).MaxOutputTokens);
    }

    [Fact]
    public void ApplicationModel_ChainOfNames_MapsEachOnce()
    {
        var adapter = new RunApiAdapter(
            "key-1", new() { Models = [new() { Model = "fast", Id = "x" }, new() { Model = "x", Id = "y" }] });

        Assert.Equal(("x", "y"), (adapter.MapModel("fast"), adapter.MapModel("x")));
    }

    [Theory]
    [InlineData("openai", "MiniMaxAI/MiniMax-M2.5", false, false)]
    [InlineData("openai", "MiniMaxAI/MiniMax-M3", true, false)]
    [InlineData("openai", "minimax/minimax-m3.1-flash", false, true)]
    [InlineData("openai", "gpt-oss-120b", false, true)]
    [InlineData("anthropic", "MiniMax-M2.7", false, false)]
    [InlineData("anthropic", "MiniMax-M3.1-Flash", false, true)]
    [InlineData("modelslab, messages", "MiniMax-M2.7", false, false)]
    [InlineData("runapi, messages", "MiniMax-M2.1-highspeed", false, false)]
    public void GetCapabilities_UnlistedModelOfMiniMax_LacksWhatTheModelLacksOnEveryHost(
        string provider, string model, bool canDisableThinking, bool hasEffort)
    {
        ModelCapabilities capabilities = Adapters.ForAddress(new("https://localhost"), provider).GetCapabilities(model);

        Assert.Equal(
            (canDisableThinking, hasEffort), (capabilities.CanDisableThinking, capabilities.SupportsEffort(ReasoningEffort.Low)));
    }

    [Fact]
    public void ApplicationModel_OtherNameOfAKnownId_HasItsCapabilities()
    {
        var adapter = new MiniMaxAdapter(
            "key-1", new() { Models = [new() { Model = "fast", Id = MiniMaxModels.M3, Effort = [ReasoningEffort.Low] }] });

        Assert.Equal((MiniMaxModels.M3, MiniMaxModels.M3), (adapter.MapModel("fast"), adapter.MapModel(MiniMaxModels.M3)));
        Assert.Equal(("low", ""), (GetEffort(adapter.GetCapabilities("fast")), GetEffort(adapter.GetCapabilities(MiniMaxModels.M3))));
        Assert.Equal(524_288, adapter.GetCapabilities("fast").MaxOutputTokens);
    }

    [Theory]
    [InlineData("minimax/m2-7-20260402", "MiniMax-M2.7", true)]
    [InlineData("MiniMax-M2.7", "MiniMax-M2.7", true)]
    [InlineData("MiniMax-M2.7", "MiniMax-M3.1-Flash", false)]
    [InlineData("MiniMax-M2.7", "MiniMax-M2.7-highspeed", false)]
    [InlineData("vendor/other", "other", false)]
    public void IsSameModel_IdsOfTheTable_AreTheSame(string requested, string responded, bool isSame) =>
        Assert.Equal(isSame, new AimlApiAdapter("key-1").IsSameModel(requested, responded));

    [Fact]
    public void IsSameModel_Alias_IsTheSame() =>
        Assert.True(new MiniMaxAdapter("key-1").IsSameModel("MiniMax-M3.1-Flash-Preview", "MiniMax-M3.1-Flash"));

    [Theory]
    [MemberData(nameof(ProviderNames))]
    public void IsUnlisted_ModelOfAnotherVendor_IsFalse(string provider) =>
        Assert.False(Adapters.ForAddress(new("https://localhost"), provider).IsUnlistedModel("gpt-5"));

    public static TheoryData<string> ProviderNames { get; } = [.. Adapters.AllNames];

    private static void AssertMiniMaxModel(
        MiniMaxAdapter adapter,
        string model,
        long context,
        long? output,
        string inputs,
        string effort,
        string thinking,
        string choices,
        bool isRetired)
    {
        ModelCapabilities capabilities = adapter.GetCapabilities(model);

        Assert.Equal(model, adapter.MapModel(model));
        Assert.False(adapter.IsUnlistedModel(model));
        Assert.Equal((context, output), (capabilities.ContextLength, capabilities.MaxOutputTokens));
        Assert.Equal(inputs, Join(capabilities.UserPartTypes));
        Assert.Equal(effort, GetEffort(capabilities));
        Assert.Equal(
            thinking,
            !capabilities.SupportsField("thinking") ? "unsupported"
            : capabilities.IgnoredFields.Contains("thinking") ? "ignored"
            : Join(capabilities.ThinkingTypes));
        Assert.Equal(choices, Join(capabilities.ToolChoices));
        Assert.Equal(
            isRetired ? new DateTimeOffset(2026, 11, 18, 0, 0, 0, TimeSpan.Zero) : null, capabilities.RetirementDate);
        Assert.Equal(model == MiniMaxModels.M3, capabilities.CanDisableThinking);
        Assert.NotEqual(SystemMessagePlacement.Anywhere, capabilities.MessageRules!.SystemMessages);
    }

    private static string GetEffort(ModelCapabilities capabilities) =>
        capabilities.SupportsField("reasoning_effort") ? Join(capabilities.ReasoningEfforts) : "";

    private static string Join<T>(IEnumerable<T>? values) => values is null ? "any" : string.Join(' ', values);
}
