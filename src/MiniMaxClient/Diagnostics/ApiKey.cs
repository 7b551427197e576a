using System.Diagnostics;

namespace MiniMaxClient.Diagnostics;

/// <summary>Wraps an API key so that no string conversion, log or debugger shows it.</summary>
[DebuggerDisplay("***")]
internal sealed class ApiKey
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    /// <exception cref="ArgumentException">The key is empty, or has characters that are invalid in a header.</exception>
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

    /// <summary>Returns the key, for the request and for the redaction of responses.</summary>
    public string Reveal() => _value;

    public override string ToString() => "***";
}
