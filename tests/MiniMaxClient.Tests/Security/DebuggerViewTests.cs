using System.Collections;
using System.Diagnostics;
using System.Reflection;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Security;

/// <summary>Tests that a debugger never shows the key in the object graph of a client, an adapter or the options.</summary>
/// <remarks>
/// A debugger shows all fields and properties except those that are <see cref="DebuggerBrowsableState.Never"/>. The search follows
/// them through the library's own objects, collections and the targets of delegates. It excludes the platform's objects: a
/// connection keeps the bytes that it sent, and attributes of this library have no effect there.
/// </remarks>
public sealed class DebuggerViewTests
{
    private const string Key = SecretEchoFailure.Key;
    private const BindingFlags Members =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static TheoryData<string> All { get; } = [.. Adapters.AllNames];

    [Theory]
    [MemberData(nameof(All))]
    public void DebuggerView_Client_DoesNotShowTheKey(string name)
    {
        ProviderAdapter adapter = Adapters.ForAddress(new("https://localhost/"), name, Key);
        using var client = new ChatCompletionsClient(adapter);
        ProviderRequest request = adapter.WriteRequest(
            new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] },
            stream: false,
            new System.Buffers.ArrayBufferWriter<byte>());

        Assert.Empty(Visible(client).Concat(Visible(request)).Concat(Visible(new FailoverChatCompletionsClient(client))));
    }

    [Fact]
    public void DebuggerView_Options_DoesNotShowTheKey()
    {
        var options = new MiniMaxClientOptions();
        options.UseFailover(a => a.UseAimlApi(Key), b => b.UseModelsLab(Key));

        Assert.Empty(Visible(options));
    }

    [Fact]
    public void DebuggerView_ApiKey_IsAsterisks()
    {
        var key = new ApiKey(Key, "key");

        Assert.Equal("***", key.ToString());
        Assert.Equal("***", typeof(ApiKey).GetCustomAttribute<DebuggerDisplayAttribute>()?.Value);
        Assert.Empty(Visible(key));
    }

    [Fact]
    public void DebuggerView_UnprotectedKey_IsFoundByTheSearch()
    {
        Func<string> closure = new Holder { Name = Key }.Reveal;

        Assert.Equal(["String[][0]", "String[][1]"], Visible(new[] { Key, "a" + Key }));
        Assert.NotEmpty(Visible(new Dictionary<string, string> { ["Authorization"] = "Bearer " + Key }));
        Assert.NotEmpty(Visible(closure));
        Assert.NotEmpty(Visible(new CallInfo { Provider = Key }));
    }

    /// <summary>Finds the paths on which a debugger shows the key.</summary>
    private static List<string> Visible(object opened)
    {
        var found = new List<string>();
        Look(opened.GetType().Name, opened, found, new(ReferenceEqualityComparer.Instance));
        return found;
    }

    private static void Look(string path, object? value, List<string> found, HashSet<object> visited)
    {
        if (value is string text)
        {
            if (text.Contains(Key, StringComparison.Ordinal))
                found.Add(path);
            return;
        }

        if (value is null || value.GetType() is { IsPrimitive: true } or { IsEnum: true }
            || (!value.GetType().IsValueType && !visited.Add(value)))
            return;
        if (value is Delegate { Target: { } target })
            Look(path + ".Target", target, found, visited);
        if (value is IEnumerable items)
        {
            int index = 0;
            foreach (object? item in items)
                Look($"{path}[{index++}]", item, found, visited);
        }

        Type? type = value.GetType();
        if (type.Assembly != typeof(ApiKey).Assembly && type.Assembly != typeof(DebuggerViewTests).Assembly
            && type is not { IsGenericType: true, Name: "KeyValuePair`2" })
            return;
        for (; type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (MemberInfo member in type.GetMembers(Members).Where(static member => !IsHidden(member)))
                Look($"{path}.{member.Name}", ValueOf(member, value), found, visited);
        }
    }

    // The backing field of an automatic property is not shown separately.
    private static bool IsHidden(MemberInfo member) =>
        member.Name.StartsWith('<')
        || member.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State == DebuggerBrowsableState.Never;

    private static object? ValueOf(MemberInfo member, object owner)
    {
        try
        {
            return member switch
            {
                FieldInfo { FieldType.IsPointer: false } field => field.GetValue(owner),
                PropertyInfo { CanRead: true } property when property.GetIndexParameters() is [] => property.GetValue(owner),
                _ => null,
            };
        }
        catch (TargetInvocationException)
        {
            // A debugger shows the exception of the getter; a key in it would also be in a field.
            return null;
        }
    }

    private sealed class Holder
    {
        public required string Name { get; init; }

        public string Reveal() => Name;
    }
}
