using System.Globalization;
using System.Text;

namespace MiniMaxClient.Providers;

/// <summary>Makes the names of speakers fit what hosts accept: <c>^[^\s&lt;|\\/&gt;]+$</c>, at most 64 characters.</summary>
/// <remarks>
/// Hosts that check the pattern answer 400 (extensions#6827, agent-framework#1195). Two speakers whose names would become the
/// same one stay apart by a number.
/// </remarks>
internal static class SpeakerNames
{
    private const int MaxLength = 64;

    // On every message of MiniMax's own; it goes back as it came.
    private const string MiniMaxName = "MiniMax AI";

    /// <summary>The messages with valid names; the same list where nothing changes.</summary>
    public static IReadOnlyList<ChatMessage> MakeValid(IReadOnlyList<ChatMessage> messages)
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
                    replaced[name] = valid = Distinct(Replace(name), taken);
                return message with { Name = valid };
            }),
        ];
    }

    private static bool IsValid(ChatMessage message) => message.Name is not { } name
        || (message is AssistantMessage && name == MiniMaxName)
        || (name.Length is > 0 and <= MaxLength && name.All(IsValid));

    private static bool IsValid(char c) =>
        !char.IsWhiteSpace(c) && !char.IsControl(c) && c is not ('<' or '|' or '\\' or '/' or '>');

    /// <summary>The name with <c>_</c> for each invalid character; null where no valid one is left.</summary>
    private static string? Replace(string name)
    {
        if (!name.Any(IsValid))
            return null;
        var valid = new StringBuilder(name.Length);
        foreach (char c in name)
            valid.Append(IsValid(c) ? c : '_');
        return Cut(valid.ToString(), MaxLength);
    }

    private static string? Distinct(string? name, HashSet<string> taken)
    {
        if (name is null)
            return null;
        string distinct = name;
        for (int i = 2; !taken.Add(distinct); i++)
        {
            string number = "_" + i.ToString(CultureInfo.InvariantCulture);
            distinct = Cut(name, MaxLength - number.Length) + number;
        }

        return distinct;
    }

    private static string Cut(string name, int length)
    {
        if (name.Length <= length)
            return name;
        return name.Substring(0, char.IsHighSurrogate(name[length - 1]) ? length - 1 : length);
    }
}
