namespace MiniMaxClient.Samples.Agent;

/// <summary>The command line of the program.</summary>
internal sealed record Arguments
{
    public const string Usage =
        """
        Agent [question] [folder]            answers a question about the files of a folder
              --agent-framework              with an agent of Agent Framework
              --state <file>                 may also write a note, which you approve later; the run is stored in the file
              --resume <file> [folder]       continues a stored run; asks about each call that needs an approval
                --approve | --deny           answers all of them
              --address <uri>                the address of AIML API or of an emulator
        """;

    public string Question { get; private init; } = ScriptedModel.Question;

    public string Folder { get; private init; } = DefaultFolder;

    public bool UsesAgentFramework { get; private init; }

    /// <summary>The file of a run that can be paused; null for a run that is not stored.</summary>
    public string? StateFile { get; private init; }

    public bool IsResumed { get; private init; }

    /// <summary>The answer to all approvals; null for a question about each.</summary>
    public bool? Answer { get; private init; }

    public Uri? Address { get; private init; }

    /// <summary>The options that continue the run of <see cref="StateFile"/>.</summary>
    public string ResumeOption => $"--resume {StateFile}{(Folder == DefaultFolder ? "" : $" {Folder}")}";

    private static string DefaultFolder { get; } = Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>Parses the command line; null if it is invalid.</summary>
    public static Arguments? Parse(string[] args)
    {
        var parsed = new Arguments();
        var texts = new List<string>();
        for (int i = 0; i < args.Length; i++)
        {
            string? value = i + 1 < args.Length ? args[i + 1] : null;
            switch (args[i])
            {
                case "--agent-framework":
                    parsed = parsed with { UsesAgentFramework = true };
                    break;
                case "--state" or "--resume" when value is not null:
                    parsed = parsed with { StateFile = value, IsResumed = args[i++] == "--resume" };
                    break;
                case "--approve" or "--deny":
                    parsed = parsed with { Answer = args[i] == "--approve" };
                    break;
                case "--address" when Uri.TryCreate(value, UriKind.Absolute, out Uri? address):
                    parsed = parsed with { Address = address };
                    i++;
                    break;
                case ['-', ..]:
                    return null;
                default:
                    texts.Add(args[i]);
                    break;
            }
        }

        // A resumed run has its question in the state.
        if (texts.Count > 0 && !parsed.IsResumed)
        {
            parsed = parsed with { Question = texts[0] };
            texts.RemoveAt(0);
        }

        return texts is [var folder, ..] ? parsed with { Folder = folder } : parsed;
    }
}
