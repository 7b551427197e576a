using System.Globalization;
using System.Text;

namespace MiniMaxClient.Providers;

/// <summary>Makes the names of speakers fit what hosts accept: <c>^[^\s&lt;|\\/&gt;]+$</c>, at most 64 characters.</summary>
/// <remarks>
/// Hosts that check the pattern answer 400 (extensions#6827, agent-framework#1195). Two speakers whose names would become the
/// same one stay apart by a number.
/// </remarks>
internal static class MessageNameNormalizer
{
    private const int MaxLength = 64;

    // On every message of MiniMax's own; it goes back as it came.
    private const string MiniMaxAssistantName = "MiniMax AI";

    /// <summary>The messages with valid names; the same list where nothing changes.</summary>
    public static IReadOnlyList<ChatMessage> NormalizeNames(IReadOnlyList<ChatMessage> messages)
    {
        if (messages.All(IsValid))
            return messages;
        var taken = new HashSet<string>(messages.Where(IsValid).Select(static message => message.Name).OfType<string>());
        var replaced = new Dictionary<string, string?>(StringComparer.Ordinal);
        return
        [
            .. messages.Select(message =>
            {
                if (IsValid(message))
                    return message;
                string name = message.Name!;
                if (!replaced.TryGetValue(name, out string? valid))
                    replaced[name] = valid = MakeDistinct(ReplaceInvalidCharacters(name), taken);
                return message with { Name = valid };
            }),
        ];
    }

    private static bool IsValid(ChatMessage message) => message.Name is not { } name
        || (message is AssistantMessage && name == MiniMaxAssistantName)
        || (name.Length is > 0 and <= MaxLength && name.All(IsValid));

    private static bool IsValid(char c) =>
        !char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ('<' or '|' or '\\' or '/' or '>');

    /// <summary>The name with <c>_</c> for each invalid character; null where no valid one is left.</summary>
    private static string? ReplaceInvalidCharacters(string name)
    {
        if (!name.Any(IsValid))
            return null;
        var valid = new StringBuilder(name.Length);
        foreach (char c in name)
            valid.Append(IsValid(c) ? c : '_');
        return TruncateName(valid.ToString(), MaxLength);
    }

    private static string? MakeDistinct(string? name, HashSet<string> usedNames)
    {
        if (name is null)
            return null;
        string distinct = name;
        for (int i = 2; !usedNames.Add(distinct); i++)
        {
            string number = "_" + i.ToString(CultureInfo.InvariantCulture);
            distinct = TruncateName(name, MaxLength - number.Length) + number;
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
