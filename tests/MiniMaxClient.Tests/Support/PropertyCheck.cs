using FsCheck;
using FsCheck.Fluent;

namespace MiniMaxClient.Tests.Support;

/// <summary>Runs a property on many random cases; a failure shows the smallest case and the seed.</summary>
internal static class PropertyCheck
{
    private static readonly Config Setting = Config.QuickThrowOnFailure.WithMaxTest(300);

    public static void ForAll<T>(Gen<T> cases, Action<T> assertion) =>
        Prop.ForAll(cases.ToArbitrary(), assertion).Check(Setting);
}
