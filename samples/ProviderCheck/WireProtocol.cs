namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Specifies the protocol of chat requests.</summary>
internal enum WireProtocol
{
    /// <summary>OpenAI's chat completions.</summary>
    Chat,

    /// <summary>Anthropic's Messages.</summary>
    Messages,
}

/// <summary>The words for <see cref="WireProtocol"/>.</summary>
internal static class WireProtocolText
{
    public static string ToText(this WireProtocol protocol) =>
        protocol == WireProtocol.Chat ? "chat completions" : "Messages";
}
