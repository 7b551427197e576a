using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>A listing of what an assembly shows, one line a member.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void", [typeof(object)] = "object", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(byte)] = "byte", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
    };

    public static string Listing(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(static type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(type.Namespace).Append(": ").Append(Head(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").Append(member).Append('\n');
            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Head(Type type)
    {
        bool isRecord = type.GetMethod("<Clone>$") is not null;
        string kind = type.IsEnum ? "enum" : type.IsInterface ? "interface"
            : type.IsValueType ? "struct"
            : (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "")
                + (isRecord ? "record" : "class");
        IEnumerable<Type> bases = type.IsEnum ? [] : type.GetInterfaces()
            .Except(type.BaseType?.GetInterfaces() ?? [])
            .Where(static i => !i.IsGenericType || i.GetGenericTypeDefinition() != typeof(IEquatable<>));
        string[] names =
        [
            .. type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum)
                ? [Name(parent)] : Array.Empty<string>(),
            .. bases.Select(Name).Order(StringComparer.Ordinal),
        ];
        return $"{kind} {Name(type)}{(names.Length > 0 ? " : " + string.Join(", ", names) : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type);
        return type.GetMembers(Declared).Where(static member => !IsSynthesized(member)).Select(Line).OfType<string>();
    }

    private static string? Line(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsVisible(constructor) =>
            $"{Access(constructor)}{Name(constructor.DeclaringType!)}({Parameters(constructor)})",
        FieldInfo { IsPublic: true } field =>
            $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}"
            + (field.IsLiteral ? $" = {field.GetRawConstantValue()}" : ""),
        PropertyInfo property => Line(property),
        MethodInfo { IsSpecialName: false } method when IsVisible(method) => Line(method),
        MethodInfo { IsSpecialName: true } operation
            when IsVisible(operation) && operation.Name.StartsWith("op_", StringComparison.Ordinal) => Line(operation),
        EventInfo @event => $"event {Name(@event.EventHandlerType!)} {@event.Name}",
        _ => null,
    };

    private static string? Line(PropertyInfo property)
    {
        MethodInfo? get = property.GetMethod, set = property.SetMethod;
        if (!IsVisible(get) && !IsVisible(set))
            return null;
        bool isInit = set?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string accessors = (IsVisible(get) ? "get; " : "") + (IsVisible(set) ? isInit ? "init; " : "set; " : "");
        string required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        string nullable = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable
            && Nullable.GetUnderlyingType(property.PropertyType) is null ? "?" : "";
        return $"{Modifiers((get ?? set)!)}{required}{Name(property.PropertyType)}{nullable} {property.Name} {{ {accessors}}}";
    }

    private static string Line(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        string nullable = new NullabilityInfoContext().Create(method.ReturnParameter).ReadState == NullabilityState.Nullable
            && Nullable.GetUnderlyingType(method.ReturnType) is null ? "?" : "";
        return $"{Modifiers(method)}{Name(method.ReturnType)}{nullable} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.Position == 0 && method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")
        + Name(parameter.ParameterType)
        + (new NullabilityInfoContext().Create(parameter).ReadState == NullabilityState.Nullable
            && Nullable.GetUnderlyingType(parameter.ParameterType) is null ? "?" : "")
        + " " + parameter.Name + (parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")));

    private static string Modifiers(MethodInfo method) =>
        Access(method)
        + (method.IsStatic ? "static "
            : method.DeclaringType!.IsInterface ? ""
            : method.IsAbstract ? "abstract "
            : method.GetBaseDefinition() != method ? "override "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    /// <summary>What the compiler makes for every record is no decision of anybody's.</summary>
    private static bool IsSynthesized(MemberInfo member) =>
        member is not PropertyInfo && member.IsDefined(typeof(CompilerGeneratedAttribute))
        || member.Name is "<Clone>$" or "PrintMembers" or "EqualityContract"
        || (member is ConstructorInfo { DeclaringType: { } owner } copy && copy.GetParameters() is [{ } only] && only.ParameterType == owner);

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Name(underlying) + "?";
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (!type.IsGenericType)
            return type.Name;
        string name = type.Name.Split('`')[0];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
