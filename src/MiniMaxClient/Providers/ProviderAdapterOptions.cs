using System.Diagnostics;
using System.Text;

namespace MiniMaxClient;

/// <summary>Represents the options of a provider's adapter.</summary>
public record ProviderAdapterOptions : AdapterOptions
{
    /// <summary>Gets the address that replaces the provider's own, such as that of a gateway, a proxy or an emulator.</summary>
    /// <remarks>
    /// The path of chat requests is optional: for AIML API <c>https://host</c>, <c>https://host/v1/</c> and
    /// <c>https://host/v1/chat/completions</c> are equivalent. A query is preserved.
    /// </remarks>
    /// <value>Default: the provider's own address.</value>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public Uri? BaseAddress { get; init; }

    /// <summary>Prints the options without the query of the address, which can contain a key.</summary>
    /// <param name="builder">The builder to which the text is appended.</param>
    /// <returns>True, because the options always have members to print.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    protected override bool PrintMembers(StringBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (base.PrintMembers(builder))
            builder.Append(", ");
        builder.Append("BaseAddress = ").Append(BaseAddress?.GetLeftPart(UriPartial.Path));
        return true;
    }
}
