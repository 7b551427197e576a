using System.Reflection;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>
/// Options are immutable records, which are shared and copied with <c>with</c>; only options that are configured through
/// Microsoft.Extensions.Options are a class with setters.
/// </summary>
public sealed class OptionsStyleTests
{
    private static readonly Type[] Configured = [typeof(MiniMaxClientOptions)];

    public static TheoryData<Type> Options { get; } =
        [.. typeof(MiniMaxClientOptions).Assembly.GetExportedTypes().Where(static type => type.Name.EndsWith("Options"))];

    [Theory]
    [MemberData(nameof(Options))]
    public void Options_Type_IsRecordWithInitPropertiesOrConfiguredClass(Type type)
    {
        PropertyInfo[] properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        PropertyInfo[] settable =
        [
            .. properties.Where(static property => property.SetMethod is { IsPublic: true } set
                && !set.ReturnParameter.GetRequiredCustomModifiers().Any(static modifier => modifier.Name == "IsExternalInit")),
        ];
        bool isRecord = type.GetMethod("<Clone>$") is not null;

        Assert.NotEmpty(properties);
        if (Configured.Contains(type))
        {
            Assert.False(isRecord);
            Assert.True(type.IsSealed);
            return;
        }

        Assert.True(isRecord);
        Assert.Empty(settable);
        // Every option has a default, so the constructor needs no argument.
        Assert.True(type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is not null);
    }

    [Fact]
    public void Options_KnownTypes_AreExported() => Assert.Superset(
        (HashSet<string>)["BulkOptions", "ChatCompletionsClientOptions", "FailoverOptions", "ResilienceOptions", "ToolRunOptions"],
        typeof(MiniMaxClientOptions).Assembly.GetExportedTypes().Select(static type => type.Name).ToHashSet());
}
