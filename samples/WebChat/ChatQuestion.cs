namespace MiniMaxClient.Samples.WebChat;

/// <summary>The request of the page.</summary>
/// <param name="Provider">The id of the provider.</param>
/// <param name="Text">The question.</param>
/// <param name="Conversation">The id of the conversation to continue; null for a new one.</param>
internal sealed record ChatQuestion(string Provider, string Text, string? Conversation = null)
{
    public const int MaxCharacters = 20_000;
}
