using System.Diagnostics;

namespace MiniMaxClient.Diagnostics;

/// <summary>A key, wrapped so that no string conversion, log or debugger shows it.</summary>
[DebuggerDisplay("***")]
internal sealed class ApiKey
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    /// <exception cref="ArgumentException">The key is empty, or has characters that cannot stand in a header.</exception>
    public ApiKey(string value, string parameterName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value, parameterName);
        foreach (char c in value)
        {
            if (c is <= ' ' or >= '\x7f')
            {
                throw new ArgumentException(
                    "The API key contains white space, a line break or a character outside ASCII.", parameterName);
            }
        }

        _value = value;
    }

    /// <summary>The key itself: for the request's header or body, and for finding it in what a server says.</summary>
    public string Reveal() => _value;

    public override string ToString() => "***";
}
