#if !NET9_0_OR_GREATER
namespace System.Runtime.CompilerServices;

/// <summary>Defines the attribute for older frameworks; compilers from C# 13 recognize it by its name.</summary>
/// <param name="priority">The priority of the overload. Default: 0.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property, Inherited = false)]
internal sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
{
    /// <summary>The priority of the overload.</summary>
    public int Priority { get; } = priority;
}
#endif
