using System.Globalization;
using System.Text;

namespace MiniMaxClient.Providers;

/// <summary>Replaces message names that hosts reject: valid are <c>^[^\s&lt;|\\/&gt;]+$</c>, at most 64 characters.</summary>
/// <remarks>
/// Hosts that check the pattern respond with status 400 (extensions#6827, agent-framework#1195). A number distinguishes names
/// that would become equal.
/// </remarks>
internal static class MessageNameNormalizer
{
    private const int MaxLength = 64;

    // MiniMax sets it on every assistant message and accepts it in a request.
    private const string MiniMaxAssistantName = "MiniMax AI";

    /// <summary>Gets the messages with valid names; returns the same list if nothing changes.</summary>
    public static IReadOnlyList<ChatMessage> NormalizeNames(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.All(HasValidName))
            return messages;
        var usedNames = new HashSet<string>(messages.Where(HasValidName).Select(static message => message.Name).OfType<string>());
        var replacements = new Dictionary<string, string?>(StringComparer.Ordinal);
        return
        [
            .. messages.Select(message =>
            {
                if (HasValidName(message))
                    return message;
                string name = message.Name!;
                if (!replacements.TryGetValue(name, out string? replacement))
                    replacements[name] = replacement = MakeDistinct(ReplaceInvalidCharacters(name), usedNames);
                return message with { Name = replacement };
            }),
        ];
    }

    private static bool HasValidName(ChatMessage message) => message.Name is not { } name
        || (message is AssistantMessage && name == MiniMaxAssistantName)
        || (name.Length is > 0 and <= MaxLength && name.All(IsValidCharacter));

    private static bool IsValidCharacter(char c) =>
        !char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ('<' or '|' or '\\' or '/' or '>');

    /// <summary>Replaces each invalid character by <c>_</c>; returns null if no character is valid.</summary>
    private static string? ReplaceInvalidCharacters(string name)
    {
        if (!name.Any(IsValidCharacter))
            return null;
        var replacement = new StringBuilder(name.Length);
        foreach (char c in name)
            replacement.Append(IsValidCharacter(c) ? c : '_');
        return TruncateName(replacement.ToString(), MaxLength);
    }

    private static string? MakeDistinct(string? name, HashSet<string> usedNames)
    {
        if (name is null)
            return null;
        string distinct = name;
        for (int i = 2; !usedNames.Add(distinct); i++)
        {
            string suffix = "_" + i.ToString(CultureInfo.InvariantCulture);
            distinct = TruncateName(name, MaxLength - suffix.Length) + suffix;
        }

        return distinct;
    }

    private static string TruncateName(string name, int maxLength)
    {
        if (name.Length <= maxLength)
            return name;
        return name.Substring(0, char.IsHighSurrogate(name[maxLength - 1]) ? maxLength - 1 : maxLength);
    }
}
