using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MiniMaxClient.Tests.Architecture;

/// <summary>Compiles statements of applications: overloads and conversions must not be ambiguous.</summary>
public sealed class CallerSourceTests
{
    // C# 14 is the preview version of the referenced compiler.
    public static TheoryData<LanguageVersion> Versions { get; } = [LanguageVersion.CSharp12, LanguageVersion.Preview];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Statement_ConversionOrOverload_Compiles(LanguageVersion version) => Assert.Empty(Compile(version, """
        ChatMessage m = "Hi";
        ChatMessage? noMessage = null;
        ChatMessage? defaultMessage = default;
        ChatMessage? fromNullText = (string?)null;
        ChatMessage either = flag ? "Hi" : ChatMessage.Assistant("Ho");
        List<ChatMessage> list = ["Hi", ChatMessage.Assistant("Ho"), answer.Message];
        ChatMessage[] array = ["Hi"];
        list.Add("Hi");
        string text = m.Text + list[0].Text;

        ReasoningEffort? effort = "high";
        ReasoningEffort? noEffort = null;
        ReasoningEffort? defaultEffort = default;
        ReasoningEffort? conditional = flag ? ReasoningEffort.Low : null;
        ReasoningEffort? switched = text switch { "a" => ReasoningEffort.Low, _ => null };
        ReasoningEffort created = new("high");
        bool same = effort == "high" && created == "high" && effort == ReasoningEffort.High && effort != null && created != null;
        bool stopped = answer.FinishReason == "stop" && answer.FinishReason == FinishReason.Stop && answer.FinishReason is null;
        string end = answer.FinishReason?.Value switch { "stop" => "complete", _ => "other" };

        _ = new ChatCompletionRequest("m", ["Hi", ChatMessage.User(["Hi", ContentPart.FromImage(uri, ImageDetail.High)])]) { ReasoningEffort = "low" };
        _ = new ChatCompletionRequest("m", list);
        _ = new ChatCompletionRequest { Model = "m", Messages = ["Hi"], ReasoningEffort = effort, ServiceTier = "priority" };
        ChatCompletionRequest request = new("m", [m, "Hi"]);
        request = request with { Messages = [.. request.Messages, answer.Message, "And then?"], ReasoningEffort = null };

        client.CompleteAsync("Hi");
        client.CompleteAsync("Hi", "m");
        client.CompleteAsync("Hi", cancellationToken: default);
        client.CompleteAsync(["Hi", answer.Message]);
        client.CompleteAsync([], "m");
        client.CompleteAsync(list, "m", default);
        client.CompleteAsync(array);
        client.CompleteAsync(list.Where(one => one.Role == ChatRole.User), "m");
        client.CompleteAsync(request, default);
        client.CompleteAsync(new("m", ["Hi"]));
        client.CompleteAsync(new() { Messages = ["Hi"] });
        client.CompleteAsync(null!);
        client.CompleteAsync(default!);
        client.StreamAsync("Hi");
        client.StreamAsync("Hi", "m");
        client.StreamAsync(["Hi", answer.Message], "m");
        client.StreamAsync(list);
        client.StreamAsync(new("m", ["Hi"]));
        client.StreamAsync(null!);

        prices["m"] = new ModelPrice(1, 2);
        prices["m"] = new(1, 2);
        ModelPrice price = prices["m"];
        options.UseAimlApi();
        options.UseAimlApi("key");
        options.UseAimlApi(null);
        options.UseAimlApi("key", "https://host");
        options.UseAimlApi("key", uri);
        options.UseAimlApi(null, uri);
        options.UseAimlApi(baseAddress: "https://host");
        options.UseAimlApi("key", new Uri("https://host"));
        options.UseRunApi("key", uri);
        options.UseModelsLab("key", uri);
        options.UseMiniMax("key", uri);
        options.UseOpenAICompatible("own", uri, null);
        options.UseOpenAICompatible("own", "https://host", "key", new() { ChatPath = "chat" });
        options.UseAnthropicCompatible("own", uri, "key");
        _ = new AimlApiAdapter("key", new() { BaseAddress = uri });
        _ = AimlApiAdapter.FromEnvironment(new() { BaseAddress = uri });
        _ = RunApiAdapter.FromEnvironment(null);
        Console.Write(ChatCompletionChunk.FromText("Hi"));
        Console.Write(ChatCompletion.FromText("Hi", null));
        """));

    [Theory]
    [InlineData("client.RunToolsAsync<string>(new(\"m\", [\"Hi\"]), [], new() { MaxSteps = 5 });")]
    [InlineData("client.RunToolsAsync<string>(new(\"m\", [\"Hi\"]), [], new() { MaxSteps = 5 }, new() { MaxCorrections = 1 });")]
    [InlineData("client.RunToolsAsync<string>(new(\"m\", [\"Hi\"]), [], null);")]
    [InlineData("client.ResumeToolsAsync<string>(null!, [], [], new() { MaxSteps = 5 }, new() { MaxCorrections = 1 });")]
    public void Statement_ToolRunWithAType_SelectsReflectionFromCSharp13(string statement) =>
        Assert.Empty(Compile(LanguageVersion.CSharp13, statement));

    // By the priority of overloads, which older compilers do not know.
    [Theory]
    [InlineData("client.CompleteAsync(null!, \"m\");")]
    [InlineData("client.CompleteAsync(default!, \"m\");")]
    [InlineData("client.StreamAsync(null!, \"m\");")]
    [InlineData("options.UseAimlApi(\"key\", null);")]
    [InlineData("options.UseMiniMax(\"key\", default);")]
    public void Statement_LiteralNullForTwoOverloads_SelectsTheStringFromCSharp13(string statement)
    {
        Assert.Empty(Compile(LanguageVersion.CSharp13, statement));
        Assert.Equal(["CS0121"], Compile(LanguageVersion.CSharp12, statement));
    }

    // The constructor AimlApiAdapter(key, Uri) does not exist: it would make the literal options ambiguous. The string structs
    // convert to their nullable type only: otherwise, the conditional expression would convert null to a value.
    [Theory]
    [InlineData("_ = new AimlApiAdapter(\"key\", uri);", "CS1503")]
    [InlineData("ReasoningEffort effort = \"high\";", "CS0266")]
    [InlineData("ContentPart.FromImage(uri, \"image/png\");", "CS1503")]
    public void Statement_ConversionThatIsNotOffered_DoesNotCompile(string statement, string error) =>
        Assert.Equal([error], Compile(LanguageVersion.Preview, statement));

    [Fact]
    public void Statement_TwoOptionsForNew_WouldBeAmbiguous() => Assert.Contains("CS0121", Compile(
        LanguageVersion.Preview,
        "_ = new Two(\"key\", new() { BaseAddress = uri });",
        """
        class Two { public Two(ApiKeySource key, ProviderAdapterOptions? options = null) {} public Two(ApiKeySource key, Uri address) {} }
        """));

    [Fact]
    public void Constructor_RequiredMembers_CanBeCalledFromCSharp7() => Assert.Empty(CompileSource(LanguageVersion.CSharp7_3, """
        using MiniMaxClient;
        static class App
        {
            static object Run(IChatCompletionsClient client)
            {
                ChatMessage message = "Hi";
                client.CompleteAsync(new[] { message }, "m");
                return new ChatCompletionRequest("m", new ChatMessage[] { "Hi", ChatMessage.System("Ho") });
            }
        }
        """));

    private static string[] Compile(LanguageVersion version, string statements, string types = "") =>
        CompileSource(version, $$"""
            #nullable enable
            using System; using System.Collections.Generic; using System.Linq; using MiniMaxClient;
            static class App
            {
                static void Run(
                    IChatCompletionsClient client, ChatCompletion answer, ModelPrices prices, MiniMaxClientOptions options, Uri uri, bool flag)
                {
                    {{statements}}
                }
            }
            {{types}}
            """);

    private static string[] CompileSource(LanguageVersion version, string source)
    {
        IEnumerable<string> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Append(typeof(ChatMessage).Assembly.Location)
            .Distinct();
        CSharpCompilation compilation = CSharpCompilation.Create(
            "App",
            [CSharpSyntaxTree.ParseText(source, new(version))],
            references.Select(static path => MetadataReference.CreateFromFile(path)),
            new(OutputKind.DynamicallyLinkedLibrary));
        return
        [
            .. compilation.GetDiagnostics()
                // CS0219: the value of a variable is not used.
                .Where(static diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id != "CS0219")
                .Select(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error ? diagnostic.Id : $"{diagnostic}"),
        ];
    }
}
