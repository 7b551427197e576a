using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Serving;

public sealed class ApiKeyRegistryTests
{
    private readonly ApiKeyRegistry _keys = new(new() { ApiKey = "a", ApiKeys = ["b", "a", "c"] });

    [Fact]
    public void FindIndex_KeysOfARequest_IsThatOfTheFirstKnownKey()
    {
        Assert.Equal(0, _keys.FindIndex(["a"]));
        Assert.Equal(1, _keys.FindIndex([null, "x", "b", "c"]));
        Assert.Equal(2, _keys.FindIndex(["c"]));
        Assert.Null(_keys.FindIndex([null, "x", "B"]));
    }

    [Fact]
    public void TrySetState_KnownKey_ChangesThatOfThisKeyOnly()
    {
        Assert.True(_keys.TrySetState("b", EmulatorKeyState.Invalid));
        Assert.False(_keys.TrySetState("x", EmulatorKeyState.Invalid));

        Assert.Equal(
            [EmulatorKeyState.Valid, EmulatorKeyState.Invalid, EmulatorKeyState.Valid], new[] { 0, 1, 2 }.Select(_keys.GetState));
    }
}
