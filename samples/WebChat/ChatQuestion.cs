namespace MiniMaxClient.Samples.WebChat;

/// <summary>The request of the page.</summary>
/// <param name="Provider">The id of the provider.</param>
/// <param name="Text">The question.</param>
/// <param name="Conversation">The id of the conversation to continue; null for a new one.</param>
/// <param name="Effort">The reasoning effort; null for the model's own.</param>
/// <param name="Images">The image files, in base64; null for none.</param>
internal sealed record ChatQuestion(
    string Provider, string Text, string? Conversation = null, string? Effort = null, IReadOnlyList<byte[]>? Images = null)
{
    public const int MaxCharacters = 20_000;

    /// <summary>Returns a message if the question is not valid for a provider, or null.</summary>
    public string? FindProblem(ProviderChoice provider)
    {
        if (string.IsNullOrWhiteSpace(Text) || Text.Length > MaxCharacters)
            return $"A question must have 1 to {MaxCharacters} characters.";
        if (Effort is not null && !provider.Efforts.Contains(Effort))
            return $"{provider.Model} of {provider.Name} does not have this reasoning effort.";
        // Also for a model without images: the message is created before the provider is known to reject it.
        return Images is null ? null : (provider.Images ?? ImageLimits.Default).FindProblem(Images);
    }

    /// <summary>Creates the message of the model's request.</summary>
    public UserMessage ToMessage() => Images is null or []
        ? ChatMessage.User(Text)
        : ChatMessage.User([
            ContentPart.FromText(Text),
            .. Images.Select(static image => ContentPart.FromImage(image, ImageLimits.DetectMediaType(image)!)),
        ]);
}
