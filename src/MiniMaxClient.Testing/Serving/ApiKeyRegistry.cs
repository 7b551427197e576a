namespace MiniMaxClient.Testing.Serving;

/// <summary>Stores the API keys that a provider knows, and their states.</summary>
internal sealed class ApiKeyRegistry(MiniMaxEmulatorOptions options)
{
    private readonly string[] _keys = options.AllKeys;
    private readonly EmulatorKeyState[] _states = new EmulatorKeyState[options.AllKeys.Length];

    /// <summary>Returns the index of the first key that is known; null for none.</summary>
    public int? FindIndex(IEnumerable<string?> keys)
    {
        foreach (string? key in keys)
        {
            int index = Array.IndexOf(_keys, key);
            if (index >= 0)
                return index;
        }

        return null;
    }

    public EmulatorKeyState GetState(int index)
    {
        lock (_states)
            return _states[index];
    }

    /// <summary>Sets the state of a key; returns false if the key is not known.</summary>
    public bool TrySetState(string key, EmulatorKeyState state)
    {
        if (FindIndex([key]) is not { } index)
            return false;
        lock (_states)
            _states[index] = state;
        return true;
    }
}
