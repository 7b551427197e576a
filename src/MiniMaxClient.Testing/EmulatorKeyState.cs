namespace MiniMaxClient.Testing;

/// <summary>The state of an API key, which <see cref="MiniMaxEmulator.SetKeyState"/> changes.</summary>
public enum EmulatorKeyState
{
    /// <summary>The key is accepted.</summary>
    Valid,

    /// <summary>The key is rejected with HTTP status 401 where a key is required.</summary>
    Invalid,

    /// <summary>
    /// The account of the key has no credits: chat completions and messages are rejected with HTTP status 402, by AIML API with
    /// 403. MiniMax's error code is 1008.
    /// </summary>
    OutOfCredits,

    /// <summary>The key exceeds a rate limit: chat completions and messages are rejected with HTTP status 429.</summary>
    RateLimited,
}
