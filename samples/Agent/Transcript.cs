using System.Globalization;
using System.Text;
using Spectre.Console;

namespace MiniMaxClient.Samples.Agent;

/// <summary>Prints a run: the reasoning in gray, the calls with their results in the order of the calls, the answer.</summary>
internal sealed class Transcript
{
    private const int MaxLines = 8;

    private static readonly Style Faint = new(Color.Grey);
    private static readonly Style Thinking = new(Color.Grey, decoration: Decoration.Italic);

    // Calls that run in parallel complete in any order.
    private readonly Queue<Call> _calls = new();
    private bool _isMidLine;
    private bool _isAfterCall;

    public Transcript()
    {
        // A file or a pipe has no width at which a line must end.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = short.MaxValue;
    }

    public void WriteNote(string text)
    {
        bool isAfterOutput = _isMidLine || _isAfterCall;
        EndLine();
        Write($"{(isAfterOutput ? "\n" : "")}{text}\n\n", Faint);
        _isAfterCall = false;
    }

    public void WriteQuestion(string question)
    {
        EndLine();
        Write($"> {question}\n\n", new Style(decoration: Decoration.Bold));
    }

    public void WriteReasoning(string? text) => WritePart(text, Thinking);

    public void WriteText(string? text) => WritePart(text, Style.Plain);

    /// <summary>Prints a call that needs an approval; characters that a terminal does not show are escaped.</summary>
    public void WriteApproval(ToolApprovalRequest approval)
    {
        EndLine();
        Write($"  {Escape(approval.Call.Function.Name)}", new Style(Color.Yellow));
        Write($" {Escape(approval.Call.Function.Arguments)}\n", Style.Plain);
        Write(
            approval.MayHaveRun
                ? "    needs a new approval: the program was interrupted, and the call may have run already\n"
                : "    needs your approval\n",
            Faint);
        _isAfterCall = true;
    }

    /// <summary>Asks a question; null if the input has ended.</summary>
    public static bool? AskYesOrNo(string question)
    {
        Write(question, new Style(decoration: Decoration.Bold));
        string? answer = Console.ReadLine();
        // The terminal shows the answer and its line end; redirected input is not shown.
        if (Console.IsInputRedirected)
            Write($"{answer}\n", Style.Plain);
        return answer is null ? null : answer.Trim().Equals("y", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a call was added that has no result.</summary>
    public bool HasCall(string id) => _calls.Any(call => call.Id == id && call.Result is null);

    public void AddCall(string id, string name, string? arguments) => _calls.Enqueue(new(id, name, arguments));

    /// <summary>Adds a result, and prints the calls before which no other call is running.</summary>
    public void AddResult(string id, string result, bool hasFailed)
    {
        Call completed = _calls.First(call => call.Id == id && call.Result is null);
        (completed.Result, completed.HasFailed) = (result, hasFailed);
        while (_calls.TryPeek(out Call? next) && next.Result is not null)
            WriteCall(_calls.Dequeue());
    }

    private void WriteCall(Call call)
    {
        EndLine();
        Write($"  {call.Name}", call.HasFailed ? new Style(Color.Red) : new Style(Color.Aqua));
        Write($" {call.Arguments}\n", Style.Plain);
        string[] lines = call.Result!.TrimEnd().ReplaceLineEndings("\n").Split('\n');
        foreach (string line in lines.Take(MaxLines))
            Write(line.Length > 0 ? $"    {line}\n" : "\n", Faint);
        if (lines.Length > MaxLines)
            Write($"    and {lines.Length - MaxLines} more lines\n", Faint);
        _isAfterCall = true;
    }

    private void WritePart(string? text, Style style)
    {
        if (string.IsNullOrEmpty(text))
            return;
        if (_isAfterCall)
            Write("\n", Style.Plain);
        Write(text, style);
        _isAfterCall = false;
        _isMidLine = !text.EndsWith('\n');
    }

    private void EndLine()
    {
        if (_isMidLine)
            Write("\n", Style.Plain);
        _isMidLine = false;
    }

    // Runes, because some characters of two UTF-16 units are invisible too: those for tags can hide a text.
    private static string Escape(string text) => string.Concat(text.EnumerateRunes().Select(static rune => IsShown(rune)
        ? rune.ToString()
        : string.Concat(rune.ToString().Select(static unit => $"\\u{(int)unit:x4}"))));

    private static bool IsShown(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void Write(string text, Style style) => AnsiConsole.Console.Write(text, style);

    private sealed class Call(string id, string name, string? arguments)
    {
        public string Id { get; } = id;

        public string Name { get; } = name;

        public string? Arguments { get; } = arguments;

        public string? Result { get; set; }

        public bool HasFailed { get; set; }
    }
}
