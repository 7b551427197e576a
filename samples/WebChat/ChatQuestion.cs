namespace MiniMaxClient.Samples.WebChat;

/// <summary>What the page sends.</summary>
/// <param name="Provider">The id of the provider to ask.</param>
/// <param name="Text">The question.</param>
/// <param name="Conversation">The conversation that it goes on with; null begins one.</param>
internal sealed record ChatQuestion(string Provider, string Text, string? Conversation = null)
{
    public const int MaxCharacters = 20_000;
}
