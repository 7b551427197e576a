using System.Diagnostics;
using System.Text;

namespace MiniMaxClient;

/// <summary>Represents the options of a provider's adapter.</summary>
public record ProviderAdapterOptions : AdapterOptions
{
    /// <summary>The provider's address, when it is not its own: a gateway, a proxy, an emulator.</summary>
    /// <remarks>
    /// With or without the path: for AIML API <c>https://host</c>, <c>https://host/v1/</c> and
    /// <c>https://host/v1/chat/completions</c> mean the same. A query is kept.
    /// </remarks>
    /// <value>Default: the provider's own address.</value>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public Uri? BaseAddress { get; init; }

    /// <summary>Prints the options without the query of the address, which may have a key in it.</summary>
    /// <param name="builder">The text of the options.</param>
    protected override bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (base.PrintMembers(builder))
            builder.Append(", ");
        builder.Append("BaseAddress = ").Append(BaseAddress?.GetLeftPart(UriPartial.Path));
        return true;
    }
}
